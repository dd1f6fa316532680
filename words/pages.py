"""Every sentence of the pages in one catalogue; the themes have modules of their own."""

from words.catalogue import Sentences
from words.page_books import BOOKS
from words.page_councils import COUNCILS
from words.page_deeds import DEEDS
from words.page_files import FILES
from words.page_frame import FRAME
from words.page_offices import OFFICES
from words.page_organisation import ORGANISATION
from words.page_remedies import REMEDIES
from words.page_sign_in import SIGN_IN

PAGES: Sentences = {**FRAME, **SIGN_IN, **DEEDS, **FILES, **COUNCILS, **BOOKS, **OFFICES, **ORGANISATION, **REMEDIES}
