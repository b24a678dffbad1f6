# The kernels of the LLaMA runtime, in TorchScript's text form: KernelArchive zips this file at start-up and DJL's PyTorch
# engine compiles it. It is no Python: there is no interpreter at run time, and only what TorchScript's importer knows works
# (dtypes are numbers: 5 half, 6 float, 15 bfloat16; torch.NAME is the ATen operator; tensors have no .view(dtype)).
#
# Weights are one flat list: 0 embedding, 1 final norm, 2 output projection (the embedding again where tied), and from 3 on
# 16 tensors a layer: norm, q, k, v, o, norm, gate, up, down, then the biases of q, k, v, o, gate, up, down (empty where the
# model has none). A plan is two numbers a layer: 1 or 0 for attention, and the width of the feed-forward block.
# Sub-networks are plans: nothing of the weights is copied, a width is a slice, and a slice is a view.
class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  _is_full_backward_hook : Optional[bool]

  # A file as one flat array of `count` elements, memory-mapped: no copy, pages shared between processes.
  def map_file(self: __torch__.Kernels, path: str, count: int, dtype: int) -> Tensor:
    return torch.from_file(path, False, count, dtype=dtype, layout=None, device=None, pin_memory=None)

  # The part of a flat array that starts at element `start`, with the given shape. A view.
  def part(self: __torch__.Kernels, flat: Tensor, start: int, shape: List[int]) -> Tensor:
    count = 1
    for size in shape:
      count = torch.mul(count, size)
    return torch.view(torch.slice(flat, 0, start, torch.add(start, count), 1), shape)

  def cast(self: __torch__.Kernels, x: Tensor, dtype: int) -> Tensor:
    return torch.to(x, dtype, False, False, None)

  # Normal(0, 0.02) weights for benchmarks, in the given dtype.
  def random(self: __torch__.Kernels, shape: List[int], seed: int, dtype: int) -> Tensor:
    count = 1
    for size in shape:
      count = torch.mul(count, size)
    index = torch.arange(count, dtype=6, layout=None, device=None, pin_memory=None)
    # A cheap hash of the index: uniform enough for a benchmark, the same on every machine.
    mixed = torch.frac(torch.mul(torch.sin(torch.add(index, float(seed))), 43758.547))
    return torch.view(torch.to(torch.mul(mixed, 0.04), dtype, False, False, None), shape)

  # Root mean square norm, reduced in float32 in one pass. x [.., hidden].
  def norm(self: __torch__.Kernels, x: Tensor, weight: Tensor, eps: float) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
    scale = torch.rsqrt(torch.add(torch.div(torch.mul(length, length), torch.size(x, -1)), eps))
    return torch.mul_(torch.type_as(torch.mul(x, scale), x), weight)

  def project(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if torch.gt(torch.numel(bias), 0):
      y = torch.linear(x, weight, bias)
    else:
      y = torch.linear(x, weight, None)
    return y

  # Rotary position embedding on x [batch, heads, sequence, head_dim]; cos, sin [batch or 1, 1, sequence, head_dim / 2].
  # The halves are those of Hugging Face: dimension i turns with i + head_dim / 2.
  def rotate(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = torch.floordiv(torch.size(x, -1), 2)
    a = torch.slice(x, -1, 0, half, 1)
    b = torch.slice(x, -1, half, torch.mul(half, 2), 1)
    first = torch.addcmul(torch.mul(a, cos), b, sin, value=-1)
    second = torch.addcmul(torch.mul(b, cos), a, sin, value=1)
    return torch.cat([first, second], -1)

  # [batch, sequence, heads * head_dim] -> [batch, heads, sequence, head_dim]
  def split(self: __torch__.Kernels, x: Tensor, head_dim: int) -> Tensor:
    shape = [torch.size(x, 0), torch.size(x, 1), -1, head_dim]
    return torch.transpose(torch.view(x, shape), 1, 2)

  # Grouped-query attention: each key/value head serves a run of query heads.
  def spread(self: __torch__.Kernels, x: Tensor, times: int) -> Tensor:
    if torch.eq(times, 1):
      y = x
    else:
      y = torch.repeat_interleave(x, times, 1, output_size=None)
    return y

  # What the heads say, before the output projection: [batch, sequence, heads * head_dim].
  # mask: bool [batch, 1, sequence, sequence], True = may see; None = causal.
  def mix(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], head_dim: int, eps: float) -> Tensor:
    h = (self).norm(x, w[at], eps)
    q = (self).split((self).project(h, w[torch.add(at, 1)], w[torch.add(at, 9)]), head_dim)
    k = (self).split((self).project(h, w[torch.add(at, 2)], w[torch.add(at, 10)]), head_dim)
    v = (self).split((self).project(h, w[torch.add(at, 3)], w[torch.add(at, 11)]), head_dim)
    groups = torch.floordiv(torch.size(q, 1), torch.size(k, 1))
    q = (self).rotate(q, cos, sin)
    k = (self).spread((self).rotate(k, cos, sin), groups)
    v = (self).spread(v, groups)
    if torch.__is__(mask, None):
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
    else:
      y = torch.scaled_dot_product_attention(q, k, v, mask, 0., False)
    return torch.flatten(torch.transpose(y, 1, 2), 2, 3)

  # x plus its attention block.
  def attend(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], head_dim: int, eps: float) -> Tensor:
    flat = (self).mix(x, w, at, cos, sin, mask, head_dim, eps)
    return torch.add_((self).project(flat, w[torch.add(at, 4)], w[torch.add(at, 12)]), x)

  # Activations of the first `width` neurons of the feed-forward block, [batch, sequence, width].
  def neurons(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, width: int, eps: float) -> Tensor:
    h = (self).norm(x, w[torch.add(at, 5)], eps)
    gate = torch.slice(w[torch.add(at, 6)], 0, 0, width, 1)
    up = torch.slice(w[torch.add(at, 7)], 0, 0, width, 1)
    g = (self).project(h, gate, torch.slice(w[torch.add(at, 13)], 0, 0, width, 1))
    u = (self).project(h, up, torch.slice(w[torch.add(at, 14)], 0, 0, width, 1))
    return torch.mul_(torch.silu_(g), u)

  # x plus its feed-forward block, cut to the first `width` neurons.
  def feed(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, width: int, eps: float) -> Tensor:
    y = (self).neurons(x, w, at, width, eps)
    down = torch.slice(w[torch.add(at, 8)], 1, 0, width, 1)
    return torch.add_((self).project(y, down, w[torch.add(at, 15)]), x)

  # One decoder layer. at: index of its first tensor in w.
  def layer(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, attention: int, width: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], head_dim: int, eps: float) -> Tensor:
    y = x
    if torch.gt(attention, 0):
      y = (self).attend(y, w, at, cos, sin, mask, head_dim, eps)
    if torch.gt(width, 0):
      y = (self).feed(y, w, at, width, eps)
    return y

  # Who may see whom in sequences that share a prefix: earlier positions of the prefix (branch 0) and of one's own branch.
  # branches [batch, sequence]; gives bool [batch, 1, sequence, sequence].
  def tree_mask(self: __torch__.Kernels, branches: Tensor) -> Tensor:
    key = torch.unsqueeze(branches, 1)
    own = torch.logical_or(torch.eq(key, torch.unsqueeze(branches, 2)), torch.eq(key, 0))
    return torch.unsqueeze(torch.tril(own, 0), 1)

  # Hidden states before the final norm, [batch, sequence, hidden], of the sub-network that the plan says.
  # ids [batch, sequence]; positions [batch, sequence] and branches [batch, sequence], both empty for plain sequences,
  # which may be padded on the right (causal attention never looks there).
  def hidden(self: __torch__.Kernels, ids: Tensor, positions: Tensor, branches: Tensor, w: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = torch.embedding(w[0], ids, -1, False, False)
    mask = annotate(Optional[Tensor], None)
    if torch.gt(torch.numel(branches), 0):
      mask = (self).tree_mask(branches)
      cos = torch.unsqueeze(torch.embedding(cos_table, positions, -1, False, False), 1)
      sin = torch.unsqueeze(torch.embedding(sin_table, positions, -1, False, False), 1)
    else:
      cos = torch.slice(cos_table, 0, 0, torch.size(ids, 1), 1)
      sin = torch.slice(sin_table, 0, 0, torch.size(ids, 1), 1)
    for i in range(torch.floordiv(torch.len(plan), 2)):
      at = torch.add(3, torch.mul(i, 16))
      attention = plan[torch.mul(i, 2)]
      width = plan[torch.add(torch.mul(i, 2), 1)]
      x = (self).layer(x, w, at, attention, width, cos, sin, mask, head_dim, eps)
    return x

  # Rows of hidden states [batch, sequence, hidden] (flat indices) through the final norm.
  def select(self: __torch__.Kernels, h: Tensor, rows: Tensor, w: List[Tensor], eps: float) -> Tensor:
    return (self).norm(torch.index_select(torch.flatten(h, 0, 1), 0, rows), w[1], eps)

  # Logits in float32, [rows, vocabulary], at the given rows only.
  def logits(self: __torch__.Kernels, h: Tensor, rows: Tensor, w: List[Tensor], eps: float) -> Tensor:
    return torch.to(torch.linear((self).select(h, rows, w, eps), w[2], None), 6, False, False, None)

  # Log-probabilities (nats, float32, [rows]) of targets [rows] at rows [rows]; logits are made `chunk` rows at a time.
  def logprobs(self: __torch__.Kernels, h: Tensor, rows: Tensor, targets: Tensor, w: List[Tensor], chunk: int, eps: float) -> Tensor:
    parts = annotate(List[Tensor], [])
    start = 0
    count = torch.size(rows, 0)
    while torch.lt(start, count):
      end = torch.add(start, chunk)
      some = torch.log_softmax((self).logits(h, torch.slice(rows, 0, start, end, 1), w, eps), 1, None)
      target = torch.unsqueeze(torch.slice(targets, 0, start, end, 1), 1)
      _ = torch.append(parts, torch.squeeze(torch.gather(some, 1, target, sparse_grad=False), 1))
      start = end
    return torch.cat(parts, 0)

  # KL divergence (nats, float32, [rows]) from the distribution of hidden states `full` to that of `h`: what is lost by
  # using h where full is meant.
  def divergence(self: __torch__.Kernels, full: Tensor, h: Tensor, rows: Tensor, w: List[Tensor], chunk: int, eps: float) -> Tensor:
    parts = annotate(List[Tensor], [])
    start = 0
    count = torch.size(rows, 0)
    while torch.lt(start, count):
      end = torch.add(start, chunk)
      some = torch.slice(rows, 0, start, end, 1)
      p = torch.log_softmax((self).logits(full, some, w, eps), 1, None)
      q = torch.log_softmax((self).logits(h, some, w, eps), 1, None)
      _ = torch.append(parts, torch.sum(torch.mul(torch.exp(p), torch.sub(p, q)), [1], False))
      start = end
    return torch.cat(parts, 0)

  # Block influence (ShortGPT, arXiv 2403.03853) of each layer of the full network on plain sequences without padding:
  # one minus the mean cosine between what enters and what leaves the layer. float32 [layers].
  def influence(self: __torch__.Kernels, ids: Tensor, w: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = torch.embedding(w[0], ids, -1, False, False)
    cos = torch.slice(cos_table, 0, 0, torch.size(ids, 1), 1)
    sin = torch.slice(sin_table, 0, 0, torch.size(ids, 1), 1)
    scores = annotate(List[Tensor], [])
    for i in range(torch.floordiv(torch.len(plan), 2)):
      at = torch.add(3, torch.mul(i, 16))
      y = (self).layer(x, w, at, plan[torch.mul(i, 2)], plan[torch.add(torch.mul(i, 2), 1)], cos, sin, None, head_dim, eps)
      before = torch.to(x, 6, False, False, None)
      cosine = torch.cosine_similarity(before, torch.to(y, 6, False, False, None), -1, 1e-8)
      _ = torch.append(scores, torch.rsub(torch.mean(cosine), 1.))
      x = y
    return torch.stack(scores, 0)

  # For benchmarks: the bare product that the runtime is compared with.
  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(x, weight, None)
