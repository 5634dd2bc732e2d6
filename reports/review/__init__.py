from . import evidence, review_page, review_xlsx
