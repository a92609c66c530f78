"""Teams of the municipality: which desk takes what, and how many posts there are."""

from sim.engines.reference.desk import Desk
from sim.engines.reference.direct import distributions, impairment, workforce
from sim.engines.reference.homes import Homes
from sim.outcomes.ledger import MICRO, Stock
from sim.policy.levers import Lever
from sim.rules.workforce import DESKS_OF_TEAM
from sim.vocabulary import Stream, Task, Team

FIRST_CASES_PER_RESIDENT = 0.03
FIRST_NOTIFICATIONS_PER_RESIDENT = 0.12
FIRST_ASSESSMENTS_PER_RESIDENT = 0.004
FIRST_IMPAIRMENT_CASES_PER_RESIDENT = 0.02


class Teams(Homes):
    """Desks by team. Among equals the desk that was opened first goes first."""

    # ---- which desk
    def desks_of(self, team: int) -> list[Desk]:
        """Established desks of a team."""
        return [d for d in self.desks if d.established and d.team == team]

    def lightest_filled(self, team: int) -> Desk | None:
        """Desk of a team with the fewest cases per post among those with somebody in post."""
        filled = [d for d in self.desks_of(team) if d.in_post]
        return min(filled, key=lambda d: d.cases_per_post, default=None)

    def lightest_desk(self, team: int) -> Desk:
        """Desk of a team with the fewest cases per post."""
        return min(self.desks_of(team), key=lambda d: d.cases_per_post)

    def desk_in(self, team: int) -> Desk:
        """Desk of a team that takes a new case: the lightest with somebody in post, else the lightest."""
        return self.lightest_filled(team) or self.lightest_desk(team)

    def heaviest_desk(self, team: int) -> Desk | None:
        """Desk of a team with most cases per post."""
        return max(self.desks_of(team), key=lambda d: d.cases_per_post, default=None)

    def team_cases(self, team: int) -> int:
        """Cases of a team's desks."""
        return sum(len(d.cases) for d in self.desks_of(team))

    def team_exists(self, team: int) -> bool:
        """Whether the municipality has this team."""
        setup = self.setup
        exists = {
            Team.RECEPTION: setup.reception_team,
            Team.ASSESSMENT: setup.assessment_team,
            Team.CHILDREN: True,
            Team.YOUTH: setup.by_age,
            Team.IMPAIRMENT: setup.impairment_team,
        }
        return exists.get(Team(team), False)

    # ---- opening and closing
    def open_desk(self, team: int, fte: float) -> Desk:
        """A further desk of a team is established, still vacant. Its id is a place in the team, in every scenario."""
        ids = [d.id for d in self.desks if d.established and d.home_team == team]
        desk_id = max(ids, default=int(team) * DESKS_OF_TEAM - 1) + 1
        desk = next((d for d in self.desks if d.id == desk_id), None)
        if desk is None:
            desk = Desk(self, desk_id)
            self.desks.append(desk)
        desk.open(team, fte)
        return desk

    def set_posts(self, team: int, posts: float) -> None:
        """Establish so many posts in a team: desks open (and are advertised) or close, the share per desk follows."""
        posts = max(posts, self.values.fewest_posts)
        n: int = workforce.n_desks(posts, self.team_size[team])
        fte = posts / n
        for desk in self.desks_of(team):
            desk.set_fte(fte)
        while self.team_size[team] > n:
            max(self.desks_of(team), key=lambda d: d.id).close()
        while self.team_size[team] < n:
            self.open_desk(team, fte).advertise()

    def wanted(self, lever: int) -> float:
        """Value of a lever of the case-holding teams: the policy's, if it is one for all of them."""
        return self.levers[1 if self.staffs_all else 0][lever]

    def set_holders_posts(self) -> None:
        """Posts of the teams that hold cases follow their cases and the wanted caseload."""
        holders = (Team.CHILDREN, Team.YOUTH, Team.IMPAIRMENT)
        in_teams = sum(self.team_cases(team) for team in holders)
        for team in holders:
            if self.team_exists(team):
                self.set_holders(team, in_teams)

    def set_all_posts(self) -> None:
        """Posts follow the cases: holders of cases by caseload, § 50 by assessments in progress, reception by hours.

        A project that was formed at this instant has had the posts of case holders set before it took its desks.
        """
        if not self.holders_set:
            self.set_holders_posts()
        self.set_adviser_posts(float(self.n_impairment))
        if self.team_exists(Team.ASSESSMENT):
            self.set_posts(Team.ASSESSMENT, self.team_cases(Team.ASSESSMENT) / self.values.assessment_caseload)
        if self.team_exists(Team.RECEPTION):
            posts = workforce.posts_for_hours(self.p, self.intake_hours, self.values.reception_work_share)
            self.set_posts(Team.RECEPTION, posts)
        self.intake_hours = 0.0

    def set_holders(self, team: int, in_teams: int) -> None:
        """Posts of a case-holding team by its cases, with its share of the extra posts."""
        cases = self.team_cases(team)
        extra = self.wanted(Lever.EXTRA_POSTS) * cases / in_teams if in_teams > 0 else 0.0
        self.set_posts(team, workforce.posts_for_cases(float(cases), self.wanted(Lever.CASELOAD)) + extra)

    def set_adviser_posts(self, n_cases: float) -> None:
        """Special advisers have posts for so many impairment cases."""
        before = int(self.impairment_posts * MICRO + 0.5)
        self.impairment_posts = impairment.adviser_posts(self.p, n_cases)
        self.shift(Stock.IMPAIRMENT_POSTS_MICRO, int(self.impairment_posts * MICRO + 0.5) - before)

    # ---- the start
    def first_team(self, team: int, posts: float) -> None:
        """A team at the start of the warm-up: all posts filled, with tenures drawn."""
        if not self.team_exists(team):
            return
        posts = max(posts, self.values.fewest_posts)
        n = workforce.n_desks(posts, int(posts + 0.5))
        for _ in range(n):
            desk = self.open_desk(team, posts / n)
            mean = self.values.first_tenure_mean_days
            desk.fill(self.now - distributions.exponential(desk.draw(Stream.FIRST_TENURE), mean))

    def first_teams(self) -> None:
        """Teams at the start of the warm-up, for a usual number of cases; the yearly adjustment does the rest."""
        residents, values = self.setup.residents, self.values
        cases = FIRST_CASES_PER_RESIDENT * residents / self.wanted(Lever.CASELOAD)
        hours = FIRST_NOTIFICATIONS_PER_RESIDENT * residents * self.hours_of(Task.SCREENING)
        self.first_team(Team.RECEPTION, workforce.posts_for_hours(self.p, hours, values.reception_work_share))
        self.first_team(Team.ASSESSMENT, FIRST_ASSESSMENTS_PER_RESIDENT * residents / values.assessment_caseload)
        self.first_team(Team.CHILDREN, cases * (0.6 if self.setup.by_age else 1.0))
        self.first_team(Team.YOUTH, cases * 0.4)
        self.first_team(Team.IMPAIRMENT, cases * 0.2)
        self.set_adviser_posts(FIRST_IMPAIRMENT_CASES_PER_RESIDENT * residents)
