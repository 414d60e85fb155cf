"""The supplier's files: their columns, and how a package of them is handed over and followed (S1)."""

from contracts.supply.files import FORM, FORMS, FileForm, Taker
from contracts.supply.packages import (
    NewPackage,
    PackageFault,
    PackageFile,
    PackageList,
    PackagePart,
    PackageRef,
    PackageState,
    PackageStep,
    TakesPackages,
)
from contracts.supply.parameters import PARAMETERS
from contracts.supply.shapes import Column, Shape

__all__ = [
    "FORM",
    "FORMS",
    "PARAMETERS",
    "Column",
    "FileForm",
    "NewPackage",
    "PackageFault",
    "PackageFile",
    "PackageList",
    "PackagePart",
    "PackageRef",
    "PackageState",
    "PackageStep",
    "Shape",
    "Taker",
    "TakesPackages",
]
