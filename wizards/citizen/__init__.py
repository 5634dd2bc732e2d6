from . import municipal_privacy_request
