"""``python -m atgt``: the same as the command ``atgt``."""

from atgt.cli import main

if __name__ == "__main__":
    main()
