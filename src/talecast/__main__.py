"""`python -m talecast`."""

if __name__ == "__main__":
    from talecast.cli import main

    main()
