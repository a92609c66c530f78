"""Nomination: so many families at any time, admitted jointly by lot, each replaced when its last case has closed."""

from sim.engines.reference.clock import Clock
from sim.engines.reference.direct import whole_family
from sim.engines.reference.family import Family
from sim.engines.reference.residents import Residents
from sim.vocabulary import Event, Status, Team


class Nomination(Residents):
    """Who is admitted to a project for families."""

    admission_clock: Clock

    @property
    def has_project(self) -> bool:
        """Whether the policy has a project team (in a run of labels only, one that is never formed)."""
        return self.project_existing + self.project_new > 0

    def plan_admission(self) -> None:
        """When the next meeting admits families."""
        self.admission_clock.at(whole_family.next_admission(self.p, self.now))

    def next_nominated(self) -> Family | None:
        """Family that is admitted next: by lot."""
        candidates = [f for f in self.families.values() if f.can_be_nominated]
        for family in candidates:
            family.draw_lot()
        return min(candidates, key=lambda f: (f.lot, f.id), default=None)

    def bring_to_project(self, family: Family) -> None:
        """The family's open cases come to one worker of the project team, if there is one already."""
        formed = self.has_project and self.policy_begun and not self.only_labels
        if not formed or self.team_size[Team.PROJECT] == 0:
            return
        for child in family.members:
            if child is not None and child.status == Status.OPEN and child.worker.team != Team.PROJECT:
                child.move_case(child.desk_for_case())

    def nominate(self) -> None:
        """Free places in the project go to families by lot; the next meeting looks again if some stay free."""
        while self.n_nominated < self.nomination_size:
            family = self.next_nominated()
            if family is None:
                self.plan_admission()
                return
            family.nominated = True
            self.n_nominated += 1
            family.write(Event.FAMILY_ADMITTED, float(self.n_nominated))
            family.set_arms()
            self.bring_to_project(family)
