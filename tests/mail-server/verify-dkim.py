"""Owns checking a DKIM signature with dkimpy: reads a letter from standard input, says `holds` or `does not hold`.

The two arguments are the one DNS name that exists and its TXT record.
"""
import sys

import dkim

name, record = (argument.encode() for argument in sys.argv[1:3])


def txt(asked, timeout=5):
    return record if asked.rstrip(b".") == name else None


letter = sys.stdin.buffer.read()
print("holds" if dkim.verify(letter, dnsfunc=txt) else "does not hold")
