"""`python -m services.simulator`: a Kubernetes API that models what Storeyard sends, and says that it is one."""

from services.simulator.server import main
from services.simulator.settings import load_or_exit

if __name__ == "__main__":
    main(load_or_exit())
