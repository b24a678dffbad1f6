
  # Kernels that write text (methods of the class that kernels.py opens).
