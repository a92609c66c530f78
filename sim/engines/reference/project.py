"""Project teams that some policies form: existing and new desks that hold only covered children's cases."""

from sim.engines.reference.child import Child
from sim.engines.reference.clock import Clock
from sim.engines.reference.desk import Desk
from sim.engines.reference.direct import workforce
from sim.engines.reference.residents import Residents
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.vocabulary import Coverage, Event, Status, Stream, Team

FAMILY_TEAMS = (Team.CHILDREN, Team.YOUTH)


class Projects(Residents):
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
        """Whether a child with a case takes part in the lottery: a project worker's, or another family team's."""
        if child.status != Status.OPEN or child.lottery == 1:
            return False
        return child.worker.team in (Team.PROJECT, *FAMILY_TEAMS)

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

    def even_out(self, share: int) -> None:
        """Project desks with more than their share give cases (highest id first) to those with fewer."""
        for desk in self.desks_of(Team.PROJECT):
            while len(desk.cases) > share:
                to = self.lightest_filled(Team.PROJECT)
                if to is None or to is desk:
                    break
                max(desk.cases, key=lambda c: c.id).move_case(to)

    # ---- the team
    def choose_team(self) -> None:
        """Existing workers join the project, and its children are drawn or covered."""
        for _ in range(self.project_existing):
            donor = self.next_donor()
            if donor is not None:
                self.join_project(donor)
        if self.coverage == Coverage.LOTTERY:
            self.draw_lottery()
        self.set_arms()

    def set_arms(self) -> None:
        """Bring every child's arm up to date."""
        for child in self.children.values():
            child.move_arm()

    def dissolve_team(self) -> None:
        """The workers who were chosen go back: nothing came of the project but its labels."""
        for desk in self.desks_of(Team.PROJECT):
            self.team_size[Team.PROJECT] -= 1
            desk.team = desk.home_team
            self.team_size[desk.team] += 1

    def draw_arms(self) -> None:
        """Policy start, in every run: who would be covered. All rates are brought up to date, whoever that is."""
        self.arms_drawn = True
        if self.only_labels and self.project_existing + self.project_new > 0:
            self.choose_team()
            self.dissolve_team()
        else:
            self.set_arms()
        for child in self.children.values():
            child.refresh()

    def form_project(self) -> None:
        """Form the project team: existing workers, new ones, and the children drawn or covered."""
        self.choose_team()
        self.new_desks(Team.CHILDREN if self.project_drops_others else Team.PROJECT, self.project_new)
        for desk in self.desks_of(Team.PROJECT):
            self.give_up_uncovered(desk)
        self.gather_covered()
        n = self.team_size[Team.PROJECT]
        if n > 0:
            self.even_out((self.team_cases(Team.PROJECT) + n - 1) // n)

    def covered_open(self) -> int:
        """Open cases that the policy covers."""
        return sum(c.arm for c in self.children.values() if c.status == Status.OPEN)

    def set_district_posts(self) -> None:
        """Posts of the covered districts' own team by the policy's caseload, with its extra posts."""
        usual, extra = self.levers[1][Lever.CASELOAD], self.levers[1][Lever.EXTRA_POSTS]
        self.set_posts(Team.PROJECT, workforce.posts_for_cases(float(self.covered_open()), usual) + extra)

    @property
    def has_district_team(self) -> bool:
        """Whether the covered districts have staff of their own: another caseload, or extra posts."""
        before, after = self.levers
        differs = any(before[lever] != after[lever] for lever in (Lever.CASELOAD, Lever.EXTRA_POSTS))
        return self.coverage == Coverage.DISTRICTS and differs

    def form_district_team(self) -> None:
        """Covered districts get a team: existing workers at the old caseload, then posts at the new."""
        cases = self.covered_open()
        self.project_existing = max(1, int(cases / self.levers[0][Lever.CASELOAD] + 0.5))
        self.form_project()
        self.set_district_posts()
