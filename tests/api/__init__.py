from . import test_api_booking, test_api_contract, test_api_hours, test_api_reading
