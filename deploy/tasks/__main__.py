"""The program behind `./inv`."""

from deploy.tasks.light_start import light_invoke

if __name__ == "__main__":
    with light_invoke():
        import invoke.program  # noqa: F401 - the first import of Invoke, which the door needs
    from deploy.tasks.door import main

    main()
