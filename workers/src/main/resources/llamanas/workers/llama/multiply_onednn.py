
  # x [.., in] times weight [out, in], plus bias [out]. A single row, which is a step of decoding one sequence, is all about
  # reading the weight, and oneDNN's inner product reads a bfloat16 matrix faster than PyTorch's choice for it does: at 0.9 of the
  # speed of memory, and not at 0.35 to 0.75 of it. From two rows on it is the other way round.
  def multiply(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    single = torch.eq(torch.numel(x), torch.size(x, -1))
    alone = torch.__and__(single, torch.__not__(torch.is_grad_enabled()))
    if torch.__and__(torch.__and__(alone, torch.eq(ops.prim.dtype(weight), 15)), torch.is_contiguous(weight)):
      y = ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, weight, bias)
    return y
