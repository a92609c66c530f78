"""The municipality: the calendar's own events, and the start of everything."""

from sim.engines.reference.child import Child
from sim.engines.reference.desk import Desk
from sim.engines.reference.direct import ledger as book
from sim.engines.reference.direct import whole_family, work, years
from sim.engines.reference.family import Family
from sim.engines.reference.measuring import Measuring
from sim.engines.setup import Plan
from sim.invariants import check_all
from sim.outcomes.ledger import Flow
from sim.policy.levers import Lever
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import Clock as EventClass
from sim.vocabulary import Measure, PlaceStage, Status, Team

MONTHS_BEFORE_START = 1200
COURSES = (Measure.EARLY_COURSE, Measure.HOME_COURSE, Measure.PARENT_TRAINING)


class Municipality(Measuring):
    """A municipality with its children, families and desks."""

    def start(self) -> None:
        """Fill the municipality at the start of its warm-up: teams, homes, residents, streams."""
        self.policy_clock = self.clock(EventClass.POLICY, self.on_policy)
        self.month_clock = self.clock(EventClass.MONTH, self.on_month)
        self.admission_clock = self.clock(EventClass.ADMISSION, self.nominate)
        self.year_clock = self.clock(EventClass.YEAR, self.on_year)
        self.fill_channels()
        self.first_teams()
        self.start_homes()
        self.start_residents()
        self.month_clock.at(self.now)
        self.year_clock.at(self.now + DAYS_PER_YEAR)

    def carry_out(self, plan: Plan) -> None:
        """A policy stands in the calendar from now."""
        scenario = plan.scenario
        self.steps_left = list(plan.steps)
        self.coverage = int(plan.coverage)
        self.covered_districts = plan.covered_districts
        self.first_district = plan.first_district
        self.eligibility = scenario.eligibility
        self.lottery_size, self.nomination_size = scenario.n_children, scenario.n_families
        self.begins = plan.begins
        self.only_labels = scenario.only_labels
        self.staffs_all = plan.staffs_all
        if scenario.project is not None:
            self.project_existing = scenario.project.existing_desks
            self.project_new = scenario.project.new_desks
            self.project_drops_others = scenario.project.drop_others_on_new
        self.policy_clock.at(0.0)

    # ---- months
    def sample_desk(self, desk: Desk) -> None:
        """A desk's share in the monthly samples: cases' days since follow-up, effective posts, overload."""
        for child in desk.cases:
            if child.status == Status.OPEN:
                self.add(Flow.SAMPLE_DAYS_SINCE_FOLLOW_UP, self.now - child.follow_last)
                self.add(Flow.SAMPLE_CASES, 1.0)
            if child in child.family.in_case()[:1]:
                self.sample_family(child.family)
        self.add(Flow.SAMPLE_DESKS, 1.0)
        if work.is_overloaded(self.p, desk.fte, desk.background(), desk.other_hours()):
            self.add(Flow.SAMPLE_OVERLOADED, 1.0)
        if desk.is_at_work:
            self.add(Flow.SAMPLE_EFFECTIVE_POSTS, desk.fte * work.productivity(self.p, self.now - desk.hired))

    def sample_family(self, family: Family) -> None:
        """A family's share in the monthly samples: professionals around it."""
        mode = int(self.levers[family.arm][Lever.WHOLE_FAMILY])
        desks = {child.worker.id for child in family.in_case()}
        beside = whole_family.n_beside_desks(mode, family.employment, family.n_adult_cases)
        self.add(Flow.SAMPLE_FAMILIES, 1.0)
        self.add(Flow.SAMPLE_PROFESSIONALS, float(len(desks) + beside))

    def book_further_costs(self, now: float) -> None:
        """Book the policy's further costs and its grant for the days of the month that has passed."""
        meta = self.ledger.meta[0]
        years = (now - (float(meta["origin"]) + int(meta["month"]) * DAYS_PER_MONTH)) / DAYS_PER_YEAR
        self.add(Flow.FURTHER_COST_ORE, self.levers[1][Lever.FURTHER_COST_DKK_PER_YEAR] * 100.0 * years)
        self.add(Flow.GRANT_ORE, self.levers[1][Lever.GRANT_DKK_PER_YEAR] * 100.0 * years)

    def on_month(self) -> None:
        """A month ends: stocks are brought up to date, samples are taken, the policy's further costs are booked."""
        self.book_further_costs(self.now)
        self.book_outreach(self.now)
        self.book_impairment(self.now)
        self.read_month()
        book.next_month(self.ledger, self.now)
        self.plan_outreach()
        self.plan_impairment()
        self.add(Flow.SAMPLES, 1.0)
        for desk in self.desks:
            if desk.established and desk.team != Team.RECEPTION:
                self.sample_desk(desk)
        if self.checks:
            check_all(self)
        month = int((self.now + MONTHS_BEFORE_START * DAYS_PER_MONTH) / DAYS_PER_MONTH + 0.5) + 1
        self.month_clock.at((month - MONTHS_BEFORE_START) * DAYS_PER_MONTH)

    # ---- years
    def longest_waiting(self, course: int) -> Child | None:
        """Child who has waited longest for a seat on a course."""
        waiting = [
            c
            for c in self.children.values()
            if c.course_wanted == course
            and c.status == Status.OPEN
            and not c.is_placed
            and c.place_stage == PlaceStage.NOTHING
        ]
        return min(waiting, key=lambda c: (c.course_since, c.id), default=None)

    def give_seats(self, index: int, course: int) -> None:
        """A year's seats go to those who have waited longest."""
        self.seats[index] = self.levers[0][Lever.COURSES_EARLY_PER_YEAR + index]
        while self.seats[index] >= 1.0:
            child = self.longest_waiting(course)
            if child is None:
                return
            child.take_seat()

    def count_year(self, ends: float) -> None:
        """A model year ends: if it was whole, it is counted who was placed at both ends, and who was notified."""
        if not years.is_whole_year(self.ledger, ends):
            return
        for child in self.children.values():
            years.note_both_ends(self.ledger, ends, child.measure_at_year_start, child.measure)
        years.end_year(self.ledger, ends)

    def start_year(self) -> None:
        """A model year begins: where every child is on its first day."""
        for child in self.children.values():
            child.measure_at_year_start = child.measure
        years.begin_year(self.ledger, self.now)

    def on_year(self) -> None:
        """A year ends: posts follow the cases until policy start, seats are new, false flags are judged."""
        self.count_year(self.now)
        self.start_year()
        if self.now <= 0.0 and self.values.structure_posts_follow_cases > 0.0:
            self.set_all_posts()
        for child in self.children.values():
            child.judge_false_flag()
        for index, course in enumerate(COURSES):
            self.give_seats(index, course)
        self.seats[3] = self.levers[0][Lever.FAMILY_ANALYSES_PER_YEAR]
        year = int(self.now / DAYS_PER_YEAR + MONTHS_BEFORE_START + 0.5) + 1 - MONTHS_BEFORE_START
        self.year_clock.at(year * DAYS_PER_YEAR)

    def close(self, until: float) -> None:
        """Bring the ledger up to the end of the run."""
        book.close_month(self.ledger, until)
        self.book_further_costs(until)
        self.book_outreach(until)
        self.book_impairment(until)
        self.read_last_day(until)
        self.count_year(until)
        for child in self.children.values():
            child.censor(until)
