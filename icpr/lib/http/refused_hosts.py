"""Hosts that readers are not sent to: they keep copies, extracts or reports of other people's works."""

HOSTS = """
    123dok.org 1library.net academia.edu adsabs.harvard.edu ai-bt.com archive.is archive.org bohrium.dp.tech
    booksci.cn brainscape.com chegg.com citeseerx.ist.psu.edu coursehero.com cram.com criminallegalnews.org
    crimrxiv.com cupdf.com dadospdf.com discovery.researcher.life docksci.com docplayer.net docsbay.net
    docslib.org documentine.com documents.pub doczz.net dokumen.pub dokumen.site dokumen.tips
    econpapers.repec.org epdf.mx eurekalert.org exploringtheproblemspace.com facebook.com fdocuments.in
    fdocuments.net fdocuments.us fliphtml5.com grin.com ideas.repec.org informahealthcare.com issuu.com
    kipdf.com knowt.com moam.info ncja.org nowpublishers.com npr.org ouci.dntb.gov.ua paperexplained.cn
    pdffiller.com pdffox.com pdfslide.fr pdfslide.net pdfslide.us phw-evidence-maps.azurewebsites.net
    quizlet.com quizwizapp.com read-me.org readkong.com researchgate.net safetylit.org scholarhub.vn sci-hub.se
    scite.ai scribd.com semanticscholar.org silo.tips slideshare.net studocu.com studylib.net studyres.com
    suppr.wilddata.cn t.co vdoc.pub vdocument.in vdocuments.mx vdocuments.net vdocuments.site vdocuments.us
    wikipedia.org wixlib.com workers.dev yumpu.com
"""
REFUSED_HOSTS = frozenset(HOSTS.split())


def refused_host(host: str) -> str:
    """The refused host that a host name in small letters is, or stands below; "" when it is none."""
    labels = host.rstrip(".").split(".")
    names = (".".join(labels[place:]) for place in range(len(labels)))
    return next((name for name in names if name in REFUSED_HOSTS), "")
