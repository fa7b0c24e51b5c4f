"""The four languages: native names, script, and which document a reader of each is offered instead, labelled as such."""

SOURCE = "en"
TARGETS = ("hi", "mr", "bn")
ALL = (SOURCE, *TARGETS)
NATIVE = {"en": "English", "hi": "हिन्दी", "mr": "मराठी", "bn": "বাংলা"}
SCRIPT = {"en": "Latn", "hi": "Deva", "mr": "Deva", "bn": "Beng"}
FALLBACK = {"en": (), "hi": ("en",), "mr": ("hi", "en"), "bn": ("en",)}
