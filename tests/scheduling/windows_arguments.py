"""How a program on Windows takes its command line apart (the documented rules of the C runtime)."""

from __future__ import annotations


def split(line: str) -> list[str]:
    words: list[str] = []
    word, begun, inside, index = "", False, False, 0
    while index < len(line):
        char = line[index]
        if char == "\\":
            end = index
            while end < len(line) and line[end] == "\\":
                end += 1
            slashes = end - index
            quote = end < len(line) and line[end] == '"'
            word += "\\" * (slashes // 2 if quote else slashes)
            begun = True
            index = end
            if quote and slashes % 2:
                word += '"'
                index += 1
            continue
        if char == '"':
            inside, begun = not inside, True
        elif char in " \t" and not inside:
            if begun:
                words.append(word)
            word, begun = "", False
        else:
            word += char
            begun = True
        index += 1
    return [*words, word] if begun else words
