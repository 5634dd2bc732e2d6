from . import embedding
