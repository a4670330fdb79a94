"""The control view: the only place of the desk where envelopes open."""
