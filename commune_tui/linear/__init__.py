"""The program as lines: a second front end for speech, braille and plain terminals. Words in, sentences out.

On the same session, queries and commands as the screen; no cursor movement, no colour, nothing rewritten, no Textual.
"""
