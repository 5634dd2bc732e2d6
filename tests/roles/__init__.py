from . import test_begin
