"""Real files, made small: what a publisher uploads, and what someone with bad intent would."""

import io
import zipfile
import zlib

from pypdf import PdfReader, PdfWriter

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
SLIDE_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1 with the catalogue first, with a valid table of where each starts."""
    out = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    starts = []
    for number, content in enumerate(objects, start=1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % start for start in starts))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), extra, content)


def pdf(*pages: str) -> bytes:
    """A PDF whose pages hold these lines of ASCII text; an empty page is one as a scanner makes it, without any."""
    contents = []
    for text in pages:
        lines = " T* ".join(f"({line}) Tj" for line in text.split("\n")) if text else ""
        contents.append(stream(f"BT /F1 12 Tf 14 TL 72 720 Td {lines} ET".encode() if lines else b"0 0 m 9 9 l S"))
    return pdf_with(contents)


def pdf_with(contents: list[bytes]) -> bytes:
    """A PDF of one page for each content stream, whose one font is Helvetica."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(contents), kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for place, content in enumerate(contents):
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
        objects += [page % (5 + 2 * place), content]
    return pdf_of(objects)


def encrypted_pdf(password: str) -> bytes:
    """A PDF that forbids changes, and opens only with the password unless that is empty."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Behind a lock"))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_expanding_to(size: int) -> bytes:
    """A PDF whose page is a content stream that is small in the file and huge when unpacked."""
    packer = zlib.compressobj(9)
    block = b"(bomb) Tj\n" * 100_000
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    return pdf_with([stream(packed, b"/Filter/FlateDecode")])


def pdf_within_itself() -> bytes:
    """A PDF whose page tree is its own child."""
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 2 0 R]/Parent 2 0 R>>"])


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, *, before: str = "") -> bytes:
    return archive({"word/document.xml": f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>"})


def docx_expanding_to(size: int) -> bytes:
    return docx(paragraph("boom " * (size // 5)))


def pptx(*slides: str) -> bytes:
    """A show of these texts, filed under part names in the opposite order."""
    numbers = {place: len(slides) - place for place in range(len(slides))}
    order = "".join(f'<p:sldId id="{256 + place}" r:id="rId{place}"/>' for place in numbers)
    relations = "".join(
        f'<Relationship Id="rId{place}" Target="slides/slide{number}.xml"/>' for place, number in numbers.items()
    )
    parts = {
        "ppt/presentation.xml": f"<p:presentation {SLIDE_NAMES}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    for place, text in enumerate(slides):
        words = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
        parts[f"ppt/slides/slide{numbers[place]}.xml"] = f"<p:sld {SLIDE_NAMES}><p:txBody>{words}</p:txBody></p:sld>"
    return archive(parts)
