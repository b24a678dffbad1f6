# The kernels of the LLaMA runtime, in TorchScript's text form: KernelArchive zips this file at start-up and DJL's PyTorch
# engine compiles it. It is no Python: there is no interpreter at run time, and only what TorchScript's importer knows works
# (dtypes are numbers: 5 half, 6 float, 15 bfloat16; torch.NAME is the ATen operator; tensors have no .view(dtype)).
#
# Weights are one flat list: 0 embedding, 1 final norm, 2 output projection (the embedding again where tied), and from 3 on
# 16 tensors a layer: norm, q, k, v, o, norm, gate, up, down, then the biases of q, k, v, o, gate, up, down (empty where the
# model has none). Scales are another list, seven a layer (q, k, v, o, gate, up, down), empty where nothing is quantized: a
# weight whose scale is not empty is quantized, and has the size that the plan asks for already.
# A plan is three numbers a layer: key/value heads, each with its query heads (0 = no attention), positions that a query sees
# (0 = all before it), and the width of the feed-forward block.
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

  # The largest and the smallest number, float32 [2]: NaN where one is.
  def extremes(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(torch.stack([torch.max(x), torch.min(x)], 0), 6, False, False, None)

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
      y = (self).multiply(x, weight, bias)
    else:
      y = (self).multiply(x, weight, None)
    return y

  # The scale of matrix `j` (0 q, 1 k, 2 v, 3 o, 4 gate, 5 up, 6 down) of the layer whose tensors begin at `at`; None where
  # the matrix is not quantized.
  def scale(self: __torch__.Kernels, s: List[Tensor], at: int, j: int) -> Optional[Tensor]:
    found = annotate(Optional[Tensor], None)
    if torch.gt(torch.len(s), 0):
      layer = torch.floordiv(torch.sub(at, 3), 16)
      one = s[torch.add(torch.mul(layer, 7), j)]
      if torch.gt(torch.numel(one), 0):
        found = one
    return found

  # The first `count` rows of a weight; a quantized one has no others.
  def rows(self: __torch__.Kernels, weight: Tensor, scale: Optional[Tensor], count: int) -> Tensor:
    if torch.__is__(scale, None):
      y = torch.slice(weight, 0, 0, count, 1)
    else:
      y = weight
    return y

  # The same for columns.
  def columns(self: __torch__.Kernels, weight: Tensor, scale: Optional[Tensor], count: int) -> Tensor:
    if torch.__is__(scale, None):
      y = torch.slice(weight, 1, 0, count, 1)
    else:
      y = weight
    return y

  # x [.., k] times a weight [n, k] that is quantized or not.
  def apply(self: __torch__.Kernels, x: Tensor, weight: Tensor, scale: Optional[Tensor], bias: Tensor) -> Tensor:
    if torch.__is__(scale, None):
      y = (self).project(x, weight, bias)
    else:
      y = (self).quantized(x, weight, unchecked_cast(Tensor, scale), bias)
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

  # What the first `heads` key/value heads and their query heads say, before the output projection:
  # [batch, sequence, query heads * head_dim]. mask: bool [batch or 1, 1, sequence, sequence], True = may see; None = causal.
  def mix(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, heads: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], head_dim: int, eps: float) -> Tensor:
    h = (self).norm(x, w[at], eps)
    q = (self).split((self).head_rows(h, w, s, at, 0, heads, head_dim), head_dim)
    k = (self).split((self).head_rows(h, w, s, at, 1, heads, head_dim), head_dim)
    v = (self).split((self).head_rows(h, w, s, at, 2, heads, head_dim), head_dim)
    return (self).look((self).rotate(q, cos, sin), (self).rotate(k, cos, sin), v, mask)

  # Attention of rotated queries [batch, query heads, sequence, head_dim] to keys and values [batch, heads, sequence, head_dim]:
  # [batch, sequence, query heads * head_dim].
  def look(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
    groups = torch.floordiv(torch.size(q, 1), torch.size(k, 1))
    k = (self).spread(k, groups)
    v = (self).spread(v, groups)
    if torch.__is__(mask, None):
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
    else:
      y = torch.scaled_dot_product_attention(q, k, v, mask, 0., False)
    return torch.flatten(torch.transpose(y, 1, 2), 2, 3)

  # Width of `heads` key/value heads' query heads. A quantized matrix is cut, but as its sister is: their ratio stays.
  def query_width(self: __torch__.Kernels, w: List[Tensor], at: int, heads: int, head_dim: int) -> int:
    groups = torch.floordiv(torch.size(w[torch.add(at, 1)], 0), torch.size(w[torch.add(at, 2)], 0))
    return torch.mul(torch.mul(heads, groups), head_dim)

  # Projection `j` (0 q, 1 k, 2 v) of normed h for the first `heads` key/value heads.
  def head_rows(self: __torch__.Kernels, h: Tensor, w: List[Tensor], s: List[Tensor], at: int, j: int, heads: int, head_dim: int) -> Tensor:
    if torch.eq(j, 0):
      count = (self).query_width(w, at, heads, head_dim)
    else:
      count = torch.mul(heads, head_dim)
    scale = (self).scale(s, at, j)
    weight = (self).rows(w[torch.add(torch.add(at, 1), j)], scale, count)
    return (self).apply(h, weight, scale, torch.slice(w[torch.add(torch.add(at, 9), j)], 0, 0, count, 1))

  # x plus what its heads say, [batch, sequence, width], through the output projection.
  def join(self: __torch__.Kernels, x: Tensor, flat: Tensor, w: List[Tensor], s: List[Tensor], at: int) -> Tensor:
    scale = (self).scale(s, at, 3)
    weight = (self).columns(w[torch.add(at, 4)], scale, torch.size(flat, -1))
    return torch.add_((self).apply(flat, weight, scale, w[torch.add(at, 12)]), x)

  # x plus its attention block.
  def attend(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, heads: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], head_dim: int, eps: float) -> Tensor:
    return (self).join(x, (self).mix(x, w, s, at, heads, cos, sin, mask, head_dim, eps), w, s, at)

  # Activations of the first `width` neurons of the feed-forward block, [batch, sequence, width].
  def neurons(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, width: int, eps: float) -> Tensor:
    h = (self).norm(x, w[torch.add(at, 5)], eps)
    gate = (self).scale(s, at, 4)
    up = (self).scale(s, at, 5)
    g = (self).apply(h, (self).rows(w[torch.add(at, 6)], gate, width), gate, torch.slice(w[torch.add(at, 13)], 0, 0, width, 1))
    u = (self).apply(h, (self).rows(w[torch.add(at, 7)], up, width), up, torch.slice(w[torch.add(at, 14)], 0, 0, width, 1))
    return torch.mul_(torch.silu_(g), u)

  # x plus its feed-forward block, cut to the first `width` neurons.
  def feed(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, width: int, eps: float) -> Tensor:
    y = (self).neurons(x, w, s, at, width, eps)
    down = (self).scale(s, at, 6)
    weight = (self).columns(w[torch.add(at, 8)], down, width)
    return torch.add_((self).apply(y, weight, down, w[torch.add(at, 15)]), x)

  # One decoder layer. at: index of its first tensor in w.
  def layer(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, heads: int, width: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], head_dim: int, eps: float) -> Tensor:
    y = x
    if torch.gt(heads, 0):
      y = (self).attend(y, w, s, at, heads, cos, sin, mask, head_dim, eps)
    if torch.gt(width, 0):
      y = (self).feed(y, w, s, at, width, eps)
    return y

  # Who may see whom in sequences that share a prefix: earlier positions of the prefix (branch 0) and of one's own branch.
  # branches [batch, sequence]; gives bool [batch, 1, sequence, sequence].
  def tree_mask(self: __torch__.Kernels, branches: Tensor) -> Tensor:
    key = torch.unsqueeze(branches, 1)
    own = torch.logical_or(torch.eq(key, torch.unsqueeze(branches, 2)), torch.eq(key, 0))
    return torch.unsqueeze(torch.tril(own, 0), 1)

  # The same, but no further back than `window` positions, its own included. mask: None = causal; positions [batch or 1, sequence].
  def near(self: __torch__.Kernels, mask: Optional[Tensor], positions: Tensor, window: int) -> Tensor:
    distance = torch.sub(torch.unsqueeze(positions, 2), torch.unsqueeze(positions, 1))
    within = torch.unsqueeze(torch.lt(distance, window), 1)
    if torch.__is__(mask, None):
      y = torch.tril(within, 0)
    else:
      y = torch.logical_and(within, unchecked_cast(Tensor, mask))
    return y

  # Hidden states before the final norm, [batch, sequence, hidden], of the sub-network that the plan says.
  # ids [batch, sequence]; positions [batch, sequence] and branches [batch, sequence], both empty for plain sequences,
  # which may be padded on the right (causal attention never looks there).
  def hidden(self: __torch__.Kernels, ids: Tensor, positions: Tensor, branches: Tensor, w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = torch.embedding(w[0], ids, -1, False, False)
    return (self).onward(x, positions, branches, w, s, plan, 0, torch.floordiv(torch.len(plan), 3), cos_table, sin_table, head_dim, eps)

  # The same from hidden states x [batch, sequence, hidden] before layer `first` to those before layer `end`.
  def onward(self: __torch__.Kernels, x: Tensor, positions: Tensor, branches: Tensor, w: List[Tensor], s: List[Tensor], plan: List[int], first: int, end: int, cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    length = torch.size(x, 1)
    mask = annotate(Optional[Tensor], None)
    if torch.gt(torch.numel(branches), 0):
      mask = (self).tree_mask(branches)
      cos = torch.unsqueeze(torch.embedding(cos_table, positions, -1, False, False), 1)
      sin = torch.unsqueeze(torch.embedding(sin_table, positions, -1, False, False), 1)
      places = positions
    else:
      places = torch.unsqueeze(torch.arange(length, dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None), 0)
      cos = torch.slice(cos_table, 0, 0, length, 1)
      sin = torch.slice(sin_table, 0, 0, length, 1)
    for j in range(torch.sub(end, first)):
      i = torch.add(first, j)
      at = torch.add(3, torch.mul(i, 16))
      heads = plan[torch.mul(i, 3)]
      window = plan[torch.add(torch.mul(i, 3), 1)]
      width = plan[torch.add(torch.mul(i, 3), 2)]
      seen = mask
      # A window as long as the sequence hides nothing.
      if torch.__and__(torch.gt(window, 0), torch.lt(window, length)):
        seen = (self).near(mask, places, window)
      x = (self).layer(x, w, s, at, heads, width, cos, sin, seen, head_dim, eps)
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

  # Logarithms of the next token's distribution, float32 [rows, vocabulary], at the given rows.
  def distribution(self: __torch__.Kernels, h: Tensor, rows: Tensor, w: List[Tensor], eps: float) -> Tensor:
    return torch.log_softmax((self).logits(h, rows, w, eps), 1, None)

  # The same divergence from a distribution p, which is given by its logarithms, float32 [rows, vocabulary].
  def divergence_from(self: __torch__.Kernels, p: Tensor, h: Tensor, rows: Tensor, w: List[Tensor], eps: float) -> Tensor:
    lost = torch.sub(p, (self).distribution(h, rows, w, eps))
    return torch.sum(torch.mul_(lost, torch.exp(p)), [1], False)

  # The same divergence, and what h's own distribution gives the targets [rows]: nats, float32 [2, rows], targets first.
  def compared(self: __torch__.Kernels, p: Tensor, h: Tensor, rows: Tensor, targets: Tensor, w: List[Tensor], eps: float) -> Tensor:
    q = (self).distribution(h, rows, w, eps)
    given = torch.squeeze(torch.gather(q, 1, torch.unsqueeze(targets, 1), sparse_grad=False), 1)
    lost = torch.sum(torch.mul_(torch.rsub(q, p), torch.exp(p)), [1], False)
    return torch.stack([given, lost], 0)

  # Block influence (ShortGPT, arXiv 2403.03853) of each layer of the full network on plain sequences without padding:
  # one minus the mean cosine between what enters and what leaves the layer. float32 [layers].
  def influence(self: __torch__.Kernels, ids: Tensor, w: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = torch.embedding(w[0], ids, -1, False, False)
    cos = torch.slice(cos_table, 0, 0, torch.size(ids, 1), 1)
    sin = torch.slice(sin_table, 0, 0, torch.size(ids, 1), 1)
    scores = annotate(List[Tensor], [])
    for i in range(torch.floordiv(torch.len(plan), 3)):
      at = torch.add(3, torch.mul(i, 16))
      none = annotate(List[Tensor], [])
      y = (self).layer(x, w, none, at, plan[torch.mul(i, 3)], plan[torch.add(torch.mul(i, 3), 2)], cos, sin, None, head_dim, eps)
      before = torch.to(x, 6, False, False, None)
      cosine = torch.cosine_similarity(before, torch.to(y, 6, False, False, None), -1, 1e-8)
      _ = torch.append(scores, torch.rsub(torch.mean(cosine), 1.))
      x = y
    return torch.stack(scores, 0)
