"""A municipality's own figures: the file it fills in, the check of that file, and what the model makes of it.

    found = check_file("my-town.toml", "da")
    if isinstance(found, OwnFigures):
        area, targets = to_municipality(found), to_targets(found)
    else:
        print(*found, sep="\\n")

A figure that is not given has a wide prior around the national value and says that it is assumed.
"""

from calibration.municipality.as_municipality import to_municipality
from calibration.municipality.as_targets import to_targets
from calibration.municipality.check import check_file
from calibration.municipality.own import OwnFigures
from calibration.municipality.report import Problem
from calibration.municipality.template import template

__all__ = ["OwnFigures", "Problem", "check_file", "template", "to_municipality", "to_targets"]
