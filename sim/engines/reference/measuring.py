"""An evaluator's readings of children with an open case, at the ends of quarters from policy start. Nothing follows."""

from sim.engines.reference.child import Child
from sim.engines.reference.direct import census
from sim.engines.reference.direct import ledger as book
from sim.engines.reference.direct import measurement as rules
from sim.engines.reference.policy import Policies
from sim.outcomes.ledger import Reading
from sim.rules.measurement import ONCE, QUARTER_MONTHS
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import STEP_OF_MEASURE, Everyday, Need, Status, Stream

EVERYDAY_STREAMS = {
    Everyday.ATTENDANCE: Stream.ATTENDANCE,
    Everyday.MAINSTREAM_SCHOOLING: Stream.MAINSTREAM_SCHOOLING,
    Everyday.LEISURE: Stream.LEISURE,
    Everyday.SPARE_TIME_JOB: Stream.SPARE_TIME_JOB,
}


class Measuring(Policies):
    """What is read, and when."""

    def note(self, reading: int, child: Child, amount: int) -> None:
        """A reading of this child goes into the ledger."""
        book.add_reading(self.ledger, int(reading), child.arm, int(amount))

    def read_category(self, child: Child, quarter: int) -> None:
        """Børnelineal category and ladder step; a reader who knows that a policy is tried may read too well."""
        expects = child.arm > 0 and self.policy_begun and not self.only_labels
        category = rules.categorised_need(self.p, child.reading(Stream.CATEGORISATION, quarter), child.need, expects)
        step = STEP_OF_MEASURE[child.measure]
        self.note(Reading.CATEGORISED, child, 1)
        self.note(Reading.CATEGORY_SUM, child, category)
        self.note(Reading.CATEGORISED_AT_4, child, category >= Need.EXPOSED)
        u = child.reading(Stream.STEP_REGISTRATION, quarter)
        self.note(Reading.STEP_SUM, child, rules.registered_step(self.p, u, step))

    def read_sdq(self, child: Child, quarter: int) -> None:
        """SDQ total difficulties."""
        person, noise = child.reading(Stream.SDQ_PERSON, ONCE), child.reading(Stream.SDQ_NOISE, quarter)
        self.note(Reading.SDQ_READ, child, 1)
        self.note(Reading.SDQ_SUM, child, rules.sdq_total(self.p, child.need, child.impairment_now, person, noise))

    def read_parent(self, child: Child, quarter: int) -> None:
        """WHO-5 of a parent, once for siblings: the first of them with an open case speaks for the family."""
        family = child.family
        if next(m for m in family.members if m is not None and m.status == Status.OPEN) is not child:
            return
        person, noise = family.reading(Stream.WHO5_PERSON, ONCE), family.reading(Stream.WHO5_NOISE, quarter)
        self.note(Reading.WHO5_READ, child, 1)
        score = rules.who5_score(self.p, family.coping, family.employment, person, noise)
        self.note(Reading.WHO5_SUM, child, score)

    def read_everyday(self, child: Child, quarter: int, age: float) -> None:
        """Attendance is new each quarter; the kind of school, a leisure activity and a job change with the state."""
        for which, stream in EVERYDAY_STREAMS.items():
            if not rules.is_asked(int(which), age):
                continue
            u = child.reading(stream, quarter if which == Everyday.ATTENDANCE else ONCE)
            cover = self.coordination_cover
            p = rules.p_everyday(self.p, int(which), child.need, child.is_placed, child.impaired, child.enrolled, cover)
            self.note(Reading.ATTENDANCE_ASKED + which, child, 1)
            self.note(Reading.ATTENDANCE + which, child, u < p)

    def read_experience(self, child: Child, quarter: int, now: float) -> None:
        """The questionnaire on involvement, and complaints."""
        relation = now - child.relation_since
        if child.reading(Stream.ANSWERS, quarter) < self.values.p_answers:
            p = rules.p_positive_answer(self.p, child.contact_level, relation)
            self.note(Reading.ANSWERS, child, 1)
            self.note(Reading.POSITIVE_ANSWERS, child, child.reading(Stream.INVOLVEMENT, quarter) < p)
        waiting = census.awaits_place(child.place_stage, child.wanted) or child.course_wanted > 0
        cover = self.coordination_cover
        rate = rules.complaint_rate(self.p, child.follow_missed, waiting, relation, child.enrolled, cover)
        self.note(Reading.COMPLAINTS, child, rules.complains(child.reading(Stream.COMPLAINT, quarter), rate))

    def read_child(self, child: Child, quarter: int, now: float) -> None:
        """All readings of a child with an open case."""
        age = (now - child.born) / DAYS_PER_YEAR
        self.read_category(child, quarter)
        if rules.has_sdq(age):
            self.read_sdq(child, quarter)
        self.read_parent(child, quarter)
        self.read_everyday(child, quarter, age)
        self.read_experience(child, quarter, now)

    def read_quarter(self, quarter: int, now: float) -> None:
        """Readings of all children with an open case; each quarter is read once."""
        if quarter <= self.quarter_read:
            return
        self.quarter_read = quarter
        for desk in self.desks:
            for child in desk.cases:
                if child.status == Status.OPEN:
                    self.read_child(child, quarter, now)

    def months_done(self) -> int:
        """Months of the ledger when the present one ends."""
        return int(self.ledger.meta[0]["month"]) + 1

    def read_month(self) -> None:
        """A month ends: if a quarter does, its readings are taken."""
        months = self.months_done()
        if months > 0 and months % QUARTER_MONTHS == 0:
            self.read_quarter(months // QUARTER_MONTHS, self.now)

    def read_last_day(self, until: float) -> None:
        """The run ends: if a quarter does, its readings are taken."""
        months = self.months_done()
        if months % QUARTER_MONTHS == 0 and abs(until - months * DAYS_PER_MONTH) < 1e-6:
            self.read_quarter(months // QUARTER_MONTHS, until)
