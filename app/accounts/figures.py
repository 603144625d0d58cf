"""What the drawn figures are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FIGURE_NAMES = {
    "blasippa": _l("Blåsippa"), "vitsippa": _l("Vitsippa"), "prastkrage": _l("Prästkrage"), "solros": _l("Solros"),
    "tulpan": _l("Tulpan"), "klover": _l("Klöver"), "lingon": _l("Lingon"), "blabar": _l("Blåbär"),
    "hjortron": _l("Hjortron"), "smultron": _l("Smultron"), "apple": _l("Äpple"), "bjorklov": _l("Björklöv"),
    "ekollon": _l("Ekollon"), "kantarell": _l("Kantarell"), "gran": _l("Gran"), "talgoxe": _l("Talgoxe"),
    "domherre": _l("Domherre"), "rodhake": _l("Rödhake"), "koltrast": _l("Koltrast"), "fjaril": _l("Fjäril"),
}  # fmt: skip
