"""What all tests need."""

import signal

# a shell that starts the tests in the background has them ignore interrupts, which Python then inherits
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
