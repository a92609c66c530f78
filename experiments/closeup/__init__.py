"""Single lives and single desks, looked at closely: what the event log and a stepped world tell about one of many."""
