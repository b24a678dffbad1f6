
  # Kernels for benchmarks: what the machine can do at most.

  # The bare product that the runtime is compared with.
  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(x, weight, None)

  # Rows of x [rows, columns], so many times: [copies * rows, columns].
  def copies(self: __torch__.Kernels, x: Tensor, copies: int) -> Tensor:
    shape = torch.add([copies], torch.size(x))
    all = torch.empty(shape, dtype=ops.prim.dtype(x), layout=None, device=ops.prim.device(x), pin_memory=None, memory_format=None)
    return torch.flatten(torch.copy_(all, x), 0, 1)

  # Reads all of x [rows, columns] and keeps next to nothing: as the product of a decoding step does.
  def sweep(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return (self).multiply(torch.slice(x, 0, 0, 1, 1), x, None)

  # The same as a sum.
  def total(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.sum(x)
