"""`python -m stemdag` is `stemdag`."""

from stemdag.cli import main

if __name__ == "__main__":
    main()
