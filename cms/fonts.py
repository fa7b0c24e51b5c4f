"""The letters: where the font packages keep them, and the small web fonts cut from them.

PDFs are set with the whole fonts. A phone gets one weight of one script in at most 45 KB; a system font serves until it is there.
"""

import hashlib
import io
import logging
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from cms.languages import NATIVE

MOST_BYTES = 45 * 1024
PACKAGES = ("fontpkg_mukta", "fontpkg_hind_siliguri")


class WebFont(NamedTuple):
    """One file under static `fonts/`: cut from `source` of `package`, holding the letters in `unicodes`."""

    name: str
    package: str
    source: str
    unicodes: str
    kerning: bool = True


def codes(text: str) -> str:
    return ",".join(f"U+{ord(letter):04X}" for letter in sorted(set(text)))


# The joiners and the dotted circle go with every Indic script; ASCII digits and marks come from the phone.
WEB_FONTS = (
    # Kerning would take Devanagari over the limit.
    WebFont("mukta-deva.woff2", "fontpkg_mukta", "Mukta-Regular.ttf", "U+0900-0977,U+200C,U+200D,U+25CC", kerning=False),
    WebFont(
        "hind-siliguri-beng.woff2", "fontpkg_hind_siliguri", "HindSiliguri-Regular.ttf", "U+0964-0965,U+0980-09FE,U+200C,U+200D,U+25CC"
    ),
    WebFont("mukta-latn.woff2", "fontpkg_mukta", "Mukta-Regular.ttf", "U+0020-007E,U+00A0-00FF,U+2010-2015,U+2018-201D,U+2022,U+2026"),
    # The names of the languages, for a machine that has no letters for them: a few hundred bytes each.
    WebFont("names-deva.woff2", "fontpkg_mukta", "Mukta-Regular.ttf", codes(NATIVE["hi"] + NATIVE["mr"])),
    WebFont("names-beng.woff2", "fontpkg_hind_siliguri", "HindSiliguri-Regular.ttf", codes(NATIVE["bn"])),
)

FEATURES = "abvm abvs akhn blwf blwm blws ccmp cjct half haln init liga locl mark mkmk nukt pref pres pstf psts rkrf rlig rphf vatu".split()
# Joined letters of three consonants are drawn from half letters instead, unless the first has none.
NO_HALF = "Nga|Cha|Tta|Ttha|Dda|Ddha|Da|Ha|Ra"
RARE = re.compile(rf"(?!(?:{NO_HALF})[A-Z])(?:(?!Halant|Bindu|Reph|Vattu|Chandra|Nukta)[A-Z][a-z]+?(?:Nukta)?){{3,}}(?:\.MAR)?\.dv")


def directories() -> list[Path]:
    """Where typst looks for letters."""
    return [Path(str(files(package))) / "files" for package in PACKAGES]


def build(directory: Path) -> list[str]:
    """Cut the web fonts into `directory`; returns the names written. What is there and unchanged is left alone."""
    directory.mkdir(parents=True, exist_ok=True)
    stamp = directory / ".built"
    now = fingerprint()
    if stamp.exists() and stamp.read_text() == now and all((directory / font.name).exists() for font in WEB_FONTS):
        return []
    for font in WEB_FONTS:
        (directory / font.name).write_bytes(cut(font))
    stamp.write_text(now)
    return [font.name for font in WEB_FONTS]


def fingerprint() -> str:
    """Changes when the packages, the tool or the way of cutting change."""
    parts = [*(version(p.replace("_", "-")) for p in PACKAGES), version("fonttools"), Path(__file__).read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def cut(font: WebFont) -> bytes:
    """One woff2 file; ValueError when it would be too heavy for a phone."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(flavor="woff2", hinting=False, layout_features=[*FEATURES, *(["kern"] if font.kerning else [])])
    source = subset.load_font(str(files(font.package) / "files" / font.source), options)
    drop_rare_ligatures(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(font.unicodes))
    subsetter.subset(source)
    # Fixed times make the file the same on every machine.
    source.recalcTimestamp = False
    written = io.BytesIO()
    subset.save_font(source, written, options)
    if len(written.getvalue()) > MOST_BYTES:
        raise ValueError(f"{font.name} is {len(written.getvalue())} bytes; at most {MOST_BYTES} may go to a phone")
    return written.getvalue()


def drop_rare_ligatures(font) -> None:
    """Take the ligatures that RARE names out of the font; its half letters spell the same words."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            ligatures = getattr(getattr(table, "ExtSubTable", table), "ligatures", {})
            for first, found in list(ligatures.items()):
                kept = [ligature for ligature in found if not RARE.fullmatch(ligature.LigGlyph)]
                if kept:
                    ligatures[first] = kept
                else:
                    del ligatures[first]
