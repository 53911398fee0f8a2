# The name of this language, its code in ?lang=, and HTML's lang.
# The folder is called after the nearest tag that the loader can read; what is missing here is said in Japanese.
language-name = やさしい日本語
language-code = easy
language-html = ja
