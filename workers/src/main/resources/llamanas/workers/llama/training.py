
  # Kernels of the training (methods of the class that kernels.py opens).
