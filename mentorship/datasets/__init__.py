"""What people agreed to give away for research and training: rows, words without people, files, and their card.

people.py   who agreed, and which names may stand nowhere
pieces.py   a piece that was handed in as a completion, and a task as a prompt
rows.py     the lines of each kind of file
parts.py    files of lines, and the files of pieces beside them
card.py     what the dataset says of itself
docs/feedback-data.md tells what the files hold.
"""
