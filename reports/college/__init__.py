from . import page_mixin, college_page
