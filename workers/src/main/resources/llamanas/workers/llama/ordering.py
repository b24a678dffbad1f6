
  # Kernels of the importance ordering (methods of the class that kernels.py opens).

  # Squares of x [batch, sequence, features], summed over tokens in float32. [features]
  def energies(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.sum(torch.square(torch.to(x, 6, False, False, None)), [0, 1], False)

  # One layer of the full network on a plain sequence, x [1, sequence, hidden] -> the same; on the way it adds to
  #   gram [ffn, ffn]: products of the activations of two neurons (skipped where it is empty),
  #   heads [heads, head_dim, head_dim]: products of the outputs of a head,
  #   squares [hidden + heads * head_dim + hidden + ffn]: squares of what enters q, o, gate and down.
  # gram and heads count a token as much as it weighs in what follows, which norms it: by 1 / |y|^2. Otherwise the few
  # tokens with huge activations (the first one of a text, in most LLaMAs) would drown the others.
  def observe(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float, gram: Tensor, heads: Tensor, squares: Tensor) -> Tensor:
    cos = torch.slice(cos_table, 0, 0, torch.size(x, 1), 1)
    sin = torch.slice(sin_table, 0, 0, torch.size(x, 1), 1)
    none = annotate(List[Tensor], [])
    all = torch.floordiv(torch.size(w[torch.add(at, 2)], 0), head_dim)
    flat = (self).mix(x, w, none, at, all, cos, sin, None, head_dim, eps)
    middle = torch.add((self).project(flat, w[torch.add(at, 4)], w[torch.add(at, 12)]), x)
    a = (self).neurons(middle, w, none, at, torch.size(w[torch.add(at, 6)], 0), eps)
    y = torch.add((self).project(a, w[torch.add(at, 8)], w[torch.add(at, 15)]), middle)
    scale = torch.reciprocal(torch.clamp_min(torch.linalg_vector_norm(y, 2, [-1], True, dtype=6), 1e-12))
    if torch.gt(torch.numel(gram), 0):
      b = torch.flatten(torch.mul(torch.to(a, 6, False, False, None), scale), 0, 1)
      _ = torch.addmm_(gram, torch.t(b), b)
    z = torch.flatten(torch.mul(torch.to(flat, 6, False, False, None), scale), 0, 1)
    z = torch.transpose(torch.view(z, [-1, torch.size(heads, 0), head_dim]), 0, 1)
    _ = torch.baddbmm_(heads, torch.transpose(z, 1, 2), z)
    before = (self).energies((self).norm(x, w[at], eps))
    between = (self).energies((self).norm(middle, w[torch.add(at, 5)], eps))
    _ = torch.add_(squares, torch.cat([before, (self).energies(flat), between, (self).energies(a)], 0))
    return y

  # Drops neurons one at a time, each time the one whose loss changes the block's output least, given those dropped
  # before: with D^T D o gram, the energy of what is lost is a sum over pairs of dropped neurons. float64 [2, ffn]: the
  # neurons as they go, and the energy lost by then (where it falls again, the largest so far).
  def eliminate(self: __torch__.Kernels, gram: Tensor, w: List[Tensor], at: int) -> Tensor:
    down = torch.to(w[torch.add(at, 8)], 6, False, False, None)
    pairs = torch.mul_(torch.mm(torch.t(down), down), gram)
    cost = torch.to(torch.diagonal(pairs, 0, 0, 1), 7, False, True, None)
    orders = annotate(List[Tensor], [])
    harms = annotate(List[Tensor], [])
    total = torch.zeros([1], dtype=7, layout=None, device=ops.prim.device(down), pin_memory=None)
    most = total
    for i in range(torch.size(pairs, 0)):
      j = torch.argmin(cost, 0, True)
      total = torch.add(total, torch.index_select(cost, 0, j))
      most = torch.maximum(most, total)
      _ = torch.append(orders, j)
      _ = torch.append(harms, most)
      cost = torch.add(cost, torch.squeeze(torch.index_select(pairs, 0, j), 0), alpha=2)
      _ = torch.index_fill_(cost, 0, j, inf)
    return torch.stack([torch.to(torch.cat(orders, 0), 7, False, False, None), torch.cat(harms, 0)], 0)

  # Energy that each head adds to the residual stream, [heads]: the trace of O C O^T for its slice O of the output
  # projection and its products C.
  def head_energies(self: __torch__.Kernels, heads: Tensor, w: List[Tensor], at: int) -> Tensor:
    o = torch.to(w[torch.add(at, 4)], 6, False, False, None)
    slices = torch.transpose(torch.view(o, [torch.size(o, 0), torch.size(heads, 0), torch.size(heads, 1)]), 0, 1)
    return torch.sum(torch.mul(torch.bmm(slices, heads), slices), [1, 2], False)

  # Sums of |w| times the norm of what it multiplies, over the rows of a matrix. [rows]
  def reach(self: __torch__.Kernels, weight: Tensor, energy: Tensor) -> Tensor:
    return torch.mv(torch.abs(torch.to(weight, 6, False, False, None)), torch.sqrt(energy))

  # The same over its columns. [columns]
  def column_reach(self: __torch__.Kernels, weight: Tensor, energy: Tensor) -> Tensor:
    return torch.mul(torch.sum(torch.abs(torch.to(weight, 6, False, False, None)), [0], False), torch.sqrt(energy))

  # Sums over runs of equal length: [count * length] -> [count].
  def fold(self: __torch__.Kernels, x: Tensor, count: int) -> Tensor:
    return torch.sum(torch.view(x, [count, -1]), [1], False)

  # Scores of query heads from those of the rows of q, k and v and of the columns of o; the heads of a group share its keys
  # and values. [heads]
  def by_head(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, o: Tensor, head_dim: int) -> Tensor:
    heads = torch.floordiv(torch.size(q, 0), head_dim)
    groups = torch.floordiv(torch.size(k, 0), head_dim)
    times = torch.floordiv(heads, groups)
    shared = torch.div((self).fold(torch.add(k, v), groups), times)
    own = (self).fold(torch.add(q, o), heads)
    return torch.add(own, torch.repeat_interleave(shared, times, 0, output_size=None))

  # Wanda's score of a weight (arXiv 2306.11695), |w| times the norm of its input, summed over all weights of a neuron or
  # head. float32 [ffn + heads].
  def wanda(self: __torch__.Kernels, squares: Tensor, w: List[Tensor], at: int, head_dim: int) -> Tensor:
    hidden = torch.size(w[torch.add(at, 1)], 1)
    queries = torch.size(w[torch.add(at, 1)], 0)
    second = torch.add(hidden, queries)
    third = torch.add(second, hidden)
    before = torch.slice(squares, 0, 0, hidden, 1)
    flat = torch.slice(squares, 0, hidden, second, 1)
    between = torch.slice(squares, 0, second, third, 1)
    a = torch.slice(squares, 0, third, torch.size(squares, 0), 1)
    enter = torch.add((self).reach(w[torch.add(at, 6)], between), (self).reach(w[torch.add(at, 7)], between))
    neurons = torch.add(enter, (self).column_reach(w[torch.add(at, 8)], a))
    q = (self).reach(w[torch.add(at, 1)], before)
    k = (self).reach(w[torch.add(at, 2)], before)
    v = (self).reach(w[torch.add(at, 3)], before)
    o = (self).column_reach(w[torch.add(at, 4)], flat)
    return torch.cat([neurons, (self).by_head(q, k, v, o, head_dim)], 0)

  # Sums of squares over the rows (axis 0) or columns (axis 1) of a matrix.
  def sizes(self: __torch__.Kernels, weight: Tensor, axis: int) -> Tensor:
    return torch.sum(torch.square(torch.to(weight, 6, False, False, None)), [torch.sub(1, axis)], False)

  # L2 norms of all weights of a neuron or head. float32 [ffn + heads].
  def magnitude(self: __torch__.Kernels, w: List[Tensor], at: int, head_dim: int) -> Tensor:
    enter = torch.add((self).sizes(w[torch.add(at, 6)], 0), (self).sizes(w[torch.add(at, 7)], 0))
    neurons = torch.add(enter, (self).sizes(w[torch.add(at, 8)], 1))
    q = (self).sizes(w[torch.add(at, 1)], 0)
    k = (self).sizes(w[torch.add(at, 2)], 0)
    v = (self).sizes(w[torch.add(at, 3)], 0)
    o = (self).sizes(w[torch.add(at, 4)], 1)
    return torch.sqrt(torch.cat([neurons, (self).by_head(q, k, v, o, head_dim)], 0))
