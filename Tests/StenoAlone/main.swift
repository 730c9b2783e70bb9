import Steno

// A program that imports nothing but Steno, for LinkageTests to look into.
print(Transcript(text: "Hello.").text)
