"""The code of an order is found in a photograph or a PDF; that of anything else is refused."""

import io
import json
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from ambroise.adapters.code_ordonnance import read_code
from ambroise.adapters.symboles import Symboles
from ambroise.usecases.code_image import find_code
from ambroise.usecases.errors import ReponseInvalide

NUMERO, AUTRE = "01S2TBPZ2JCNZZYGHZ", "03UE8SP00UGBYH4JF7"


def qr(numero: str) -> str:
    personne = {"N": "ADRUN".ljust(90), "P": "ZOE".ljust(90), "D": "1975-12-31"}
    contenu = {"ID": numero, "P": personne, "M": {"RPPS": "99900063480", "AM": "639912345"}}
    return json.dumps({"S": {"V": 2}, "D": contenu})


def picture(*textes: str, forme: str = "PNG") -> bytes:
    """Return a page that bears these codes, a little turned as a hand holds it."""
    page = Image.new("L", (900 * max(len(textes), 1), 900), 255)
    for rang, texte in enumerate(textes):
        symbole = zxingcpp.create_barcode(texte, zxingcpp.BarcodeFormat.QRCode)
        raster = symbole.to_image(scale=5, add_quiet_zones=True)
        hauteur, largeur = raster.shape
        code = Image.frombuffer("L", (largeur, hauteur), bytes(memoryview(raster)))  # type: ignore[arg-type]
        page.paste(code.rotate(4, expand=True, fillcolor=255), (60 + 900 * rang, 60))
    sortie = io.BytesIO()
    page.save(sortie, forme)
    return sortie.getvalue()


def find(image: bytes) -> str:
    return find_code(Symboles(), read_code, image)


@pytest.mark.parametrize("forme", ["PNG", "JPEG", "PDF"])
def test_code_is_found_in_a_photograph_or_a_pdf(forme: str) -> None:
    assert read_code(find(picture(qr(NUMERO), forme=forme))).numero == NUMERO


def photograph(take: Callable[[Image.Image], Image.Image]) -> bytes:
    """Return what a camera makes of the page."""
    sortie = io.BytesIO()
    take(Image.open(io.BytesIO(picture(qr(NUMERO)))).convert("L")).save(sortie, "JPEG", quality=70)
    return sortie.getvalue()


def glare(page: Image.Image) -> Image.Image:
    ImageDraw.Draw(page).ellipse((340, 340, 460, 460), fill=255)
    return page


def aslant(page: Image.Image) -> Image.Image:
    large, haut = page.size
    coins = (0, 0, 80, haut - 30, large - 40, haut, large, 60)
    return page.transform(page.size, Image.Transform.QUAD, coins, fillcolor=255)


def in_the_shade(page: Image.Image) -> Image.Image:
    return Image.blend(page, Image.linear_gradient("L").resize(page.size), 0.45)


@pytest.mark.parametrize(
    "take",
    [
        *(
            lambda page, angle=angle: page.rotate(angle, expand=True, fillcolor=255)
            for angle in (37, 90, 180, 270)
        ),
        lambda page: page.filter(ImageFilter.GaussianBlur(2)),
        lambda page: page.resize((page.width // 3, page.height // 3)),
        lambda page: ImageEnhance.Brightness(page).enhance(0.35),
        glare,
        aslant,
        in_the_shade,
    ],
    ids=["37°", "90°", "180°", "270°", "blurred", "from afar", "dark", "glare", "aslant", "in the shade"],
)
def test_code_is_found_in_a_poor_photograph(take: Callable[[Image.Image], Image.Image]) -> None:
    assert read_code(find(photograph(take))).numero == NUMERO


def test_photograph_too_blurred_is_refused_with_a_sentence() -> None:
    with pytest.raises(ReponseInvalide, match="Aucun code"):
        find(photograph(lambda page: page.filter(ImageFilter.GaussianBlur(8))))


def test_code_of_the_order_is_found_among_others() -> None:
    assert read_code(find(picture("https://exemple.fr/suivi", qr(NUMERO)))).numero == NUMERO


@pytest.mark.parametrize(
    ("textes", "phrase"),
    [
        ((), "Aucun code"),
        (("https://exemple.fr/menu",), "n’est pas celui d’une ordonnance"),
        (("010340093022691917280531",), "n’est pas celui d’une ordonnance"),
        ((qr(NUMERO), qr(AUTRE)), "plusieurs ordonnances"),
    ],
)
def test_document_that_is_no_order_is_refused_with_a_sentence(textes: tuple[str, ...], phrase: str) -> None:
    with pytest.raises(ReponseInvalide, match=phrase):
        find(picture(*textes))


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7 vide", b"\x89PNG\r\n\x1a\n tronquee"])
def test_file_that_is_no_picture_is_refused(octets: bytes) -> None:
    with pytest.raises(ReponseInvalide):
        find(octets)
