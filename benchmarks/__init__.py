"""What symconv does beside what others do, measured in one run; one thread for linear algebra, on either side."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
