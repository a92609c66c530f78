"""Project teams that some policies form: existing and new desks that hold only covered children's cases."""

from sim.engines.reference.child import Child
from sim.engines.reference.clock import Clock
from sim.engines.reference.desk import Desk
from sim.engines.reference.direct import workforce
from sim.engines.reference.nomination import Nomination
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import Coverage, Event, Status, Stream, Team

FAMILY_TEAMS = (Team.CHILDREN, Team.YOUTH)


class Projects(Nomination):
    """Forming a project team."""

    policy_clock: Clock

    # ---- who joins
    def next_donor(self) -> Desk | None:
        """Ordinary desk that joins next: most covered cases, most cases, least id. A team's last desk stays."""
        donors = [d for team in FAMILY_TEAMS for d in self.desks_of(team) if d.in_post and self.team_size[team] > 1]
        return min(donors, key=lambda d: (-sum(c.arm for c in d.cases), -len(d.cases), d.id), default=None)

    def join_project(self, desk: Desk) -> None:
        """An ordinary desk becomes a project desk with its worker and cases."""
        self.team_size[desk.team] -= 1
        desk.team = int(Team.PROJECT)
        self.team_size[Team.PROJECT] += 1

    def new_desks(self, team: int, n: int) -> None:
        """Newly hired caseworkers who begin today."""
        for _ in range(n):
            desk = self.open_desk(team, 1.0)
            self.add(Flow.HIRES, 1.0)
            self.add(Flow.RECRUITMENT_ORE, self.values.recruitment_dkk * 100.0)
            desk.fill(self.now)

    # ---- the lottery
    def is_candidate(self, child: Child) -> bool:
        """Whether an eligible child with a case takes part in the lottery; for a project, one of the family teams."""
        if child.status != Status.OPEN or child.lottery == 1 or not child.is_eligible():
            return False
        return not self.has_project or child.worker.team in (Team.PROJECT, *FAMILY_TEAMS)

    def lottery_turn(self, child: Child) -> tuple[bool, float, int]:
        """Order of drawing: project workers' own cases first, then by lot."""
        return child.worker.team != Team.PROJECT, child.lottery_draw, child.id

    def draw_lottery(self) -> None:
        """Draw the children of a lottery."""
        candidates = [c for c in self.children.values() if self.is_candidate(c)]
        for child in candidates:
            child.lottery_draw = child.draw(Stream.LOTTERY)
        drawn = sorted(candidates, key=self.lottery_turn)[: self.lottery_size]
        for child in drawn:
            child.lottery = 1
        self.lottery_open = len(drawn)
        self.write(Event.LOTTERY_DRAWN, -1, -1, -1, -1, float(len(drawn)))

    # ---- cases change hands
    def give_up_uncovered(self, desk: Desk) -> None:
        """A project desk gives its uncovered cases to ordinary desks: these children lose their worker."""
        for child in sorted((c for c in desk.cases if c.arm == 0), key=lambda c: c.id):
            to = self.lightest_filled(child.usual_team())
            if to is None:
                return
            child.move_case(to)

    def gather_covered(self) -> None:
        """Covered children whose case lies elsewhere come to the project, in the order of their ids."""
        elsewhere = [
            c
            for c in self.children.values()
            if c.arm == 1 and c.status == Status.OPEN and c.worker.team != Team.PROJECT
        ]
        for child in sorted(elsewhere, key=lambda c: c.id):
            to = self.lightest_filled(Team.PROJECT)
            if to is None:
                return
            child.move_case(to)

    def gather_families(self) -> None:
        """Cases of nominated families come to the project, those of a family to one worker."""
        if self.team_size[Team.PROJECT] == 0:
            return
        covered = [c for c in self.children.values() if c.arm == 1 and c.status == Status.OPEN]
        for child in sorted(covered, key=lambda c: c.id):
            if child.worker.team != Team.PROJECT:
                child.move_case(child.desk_for_case())

    def even_out(self, share: int) -> None:
        """Project desks with more than their share give cases (highest id first) to those with fewer."""
        for desk in self.desks_of(Team.PROJECT):
            while len(desk.cases) > share:
                to = self.lightest_filled(Team.PROJECT)
                if to is None or to is desk:
                    break
                max(desk.cases, key=lambda c: c.id).move_case(to)

    # ---- the team
    def choose_team(self, n: int) -> None:
        """So many existing workers join the project, if there are as many."""
        for _ in range(n):
            donor = self.next_donor()
            if donor is not None:
                self.join_project(donor)

    def set_arms(self) -> None:
        """Bring every child's arm up to date."""
        for child in self.children.values():
            child.move_arm()

    def dissolve_team(self) -> None:
        """The project's desks go back to their teams with their cases; those that have no other join the children's."""
        for desk in self.desks_of(Team.PROJECT):
            self.team_size[Team.PROJECT] -= 1
            desk.team = int(Team.CHILDREN) if desk.home_team == Team.PROJECT else desk.home_team
            self.team_size[desk.team] += 1

    def draw_arms(self) -> None:
        """Policy start, in every run: who would be covered. All rates are brought up to date, whoever that is.

        A project's workers are known for the drawing, and go to the project when the policy begins.
        """
        self.arms_drawn = True
        if self.coverage == Coverage.LOTTERY:
            self.choose_team(self.project_existing)
            self.draw_lottery()
            self.dissolve_team()
        if self.coverage == Coverage.NOMINATION:
            self.nominate()
        self.set_arms()
        for child in self.children.values():
            child.refresh()

    def form_team(self, n_existing: int) -> None:
        """Form a project team: existing workers, new ones, and the cases of covered children."""
        self.choose_team(n_existing)
        self.new_desks(Team.CHILDREN if self.project_drops_others else Team.PROJECT, self.project_new)
        for desk in self.desks_of(Team.PROJECT):
            self.give_up_uncovered(desk)
        if self.coverage == Coverage.NOMINATION:
            self.gather_families()
            return
        self.gather_covered()
        n = self.team_size[Team.PROJECT]
        if n > 0:
            self.even_out((self.team_cases(Team.PROJECT) + n - 1) // n)

    def covered_open(self) -> int:
        """Open cases that the policy covers."""
        return sum(c.arm for c in self.children.values() if c.status == Status.OPEN)

    def begin_project(self) -> None:
        """Form the project. Where the year's end would set posts, they are set before, by all cases."""
        if self.now <= 0.0 and self.values.structure_posts_follow_cases > 0.0:
            self.set_holders_posts()
            self.holders_set = True
        self.form_team(self.project_existing)

    # ---- a team of the covered districts
    def set_covered_posts(self) -> None:
        """Posts of the covered children's own team by the policy's caseload, with its extra posts."""
        caseload, extra = self.levers[1][Lever.CASELOAD], self.levers[1][Lever.EXTRA_POSTS]
        self.set_posts(Team.PROJECT, workforce.posts_for_cases(float(self.covered_open()), caseload) + extra)

    @property
    def has_district_team(self) -> bool:
        """Whether the covered districts have staff of their own: another caseload, or extra posts."""
        before, after = self.levers
        return any(before[lever] != after[lever] for lever in (Lever.CASELOAD, Lever.EXTRA_POSTS))

    def form_district_team(self) -> None:
        """Covered districts get a team: existing workers at the old caseload, then posts at the new."""
        self.form_team(max(1, int(self.covered_open() / self.levers[0][Lever.CASELOAD] + 0.5)))
        self.set_covered_posts()

    @property
    def sets_posts(self) -> bool:
        """Whether a lever sets posts at once; at time 0 the year's end does, if posts follow cases."""
        return self.now > 0.0 or bool(self.values.structure_posts_follow_cases == 0.0)

    def settle_district_team(self) -> None:
        """The covered districts' team is formed, goes on with other posts, or ends; ordinary posts follow then."""
        wanted = self.has_district_team
        if wanted == self.district_team:
            if wanted:
                self.set_covered_posts()
            return
        self.district_team = wanted
        if wanted:
            self.form_district_team()
        else:
            self.dissolve_team()
        if self.sets_posts:
            self.set_holders_posts()
