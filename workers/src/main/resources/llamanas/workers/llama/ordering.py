
  # Kernels of the importance ordering (methods of the class that kernels.py opens).
