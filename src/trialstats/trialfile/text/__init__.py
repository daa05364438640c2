"""The trial file as a text: its YAML, the composition of several files, and problems in the words of their author."""
