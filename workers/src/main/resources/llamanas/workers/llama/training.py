
  # Training. Everything below runs with gradients (Kernels.train), unlike the rest, and takes tensors alone: whole numbers
  # come as an int64 array, real ones as a float64 array.
  #
  # The backward pass goes layer by layer by hand: each layer is a small graph of its own between detached tensors. So a
  # layer's gradients are added to the float32 (or float64, in tests) accumulators as soon as they are known, and whether a
  # layer's activations are kept or computed again is one switch. Nothing in these twins of attend and feed works in place.

  # A normal tensor of the given dtype with these values; what other kernels return can't be trained.
  def own(self: __torch__.Kernels, n: Tensor, x: Tensor) -> List[Tensor]:
    y = torch.to(torch.clone(x), int(torch.select(n, 0, 0)), False, False, None)
    return [y]

  # The same numbers as another object.
  def alias(self: __torch__.Kernels, n: Tensor, x: Tensor) -> List[Tensor]:
    return [torch.detach(x)]

  # x takes the values of y.
  def assign(self: __torch__.Kernels, n: Tensor, x: Tensor, y: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    z = torch.copy_(x, y)
    torch.set_grad_enabled(True)
    return [z]

  # In y times y, and in a mean, the engine's own gradients take two more passes over all values each. So one factor counts
  # as a constant, which halves the gradient of the squares, and 2 s - s makes up for it: the value is s, exactly.
  def train_norm(self: __torch__.Kernels, x: Tensor, weight: Tensor, eps: float, wide: int) -> Tensor:
    y = torch.to(x, wide, False, False, None)
    squares = torch.sum(torch.mul(y, torch.detach(y)), [-1], True)
    s = torch.rsqrt(torch.add(torch.div(squares, torch.size(x, -1)), eps))
    scale = torch.sub(torch.mul(s, 2), torch.detach(s))
    return torch.mul(torch.type_as(torch.mul(y, scale), x), weight)

  # A projection, with the low-rank adapter `up down` beside it where there is one (`up` is not empty).
  def train_project(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor, down: Tensor, up: Tensor, scale: float) -> Tensor:
    y = (self).project(x, weight, bias)
    if torch.gt(torch.numel(up), 0):
      y = torch.add(y, torch.linear(torch.linear(x, down, None), up, None), alpha=scale)
    return y

  # What the attention block adds to x.
  def train_attention(self: __torch__.Kernels, x: Tensor, p: List[Tensor], a: List[Tensor], window: int, cos: Tensor, sin: Tensor, head_dim: int, eps: float, scale: float, wide: int) -> Tensor:
    h = (self).train_norm(x, p[0], eps, wide)
    q = (self).split((self).train_project(h, p[1], p[9], a[0], a[1], scale), head_dim)
    k = (self).split((self).train_project(h, p[2], p[10], a[2], a[3], scale), head_dim)
    v = (self).split((self).train_project(h, p[3], p[11], a[4], a[5], scale), head_dim)
    groups = torch.floordiv(torch.size(q, 1), torch.size(k, 1))
    q = (self).rotate(q, cos, sin)
    k = (self).spread((self).rotate(k, cos, sin), groups)
    v = (self).spread(v, groups)
    # On a CPU the backward pass of bfloat16 attention is several times slower than that of float32 (PyTorch 2.7).
    if torch.eq(ops.prim.type(ops.prim.device(x)), "cpu"):
      q = torch.to(q, wide, False, False, None)
      k = torch.to(k, wide, False, False, None)
      v = torch.to(v, wide, False, False, None)
    if torch.__and__(torch.gt(window, 0), torch.lt(window, torch.size(x, 1))):
      places = torch.unsqueeze(torch.arange(torch.size(x, 1), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None), 0)
      y = torch.scaled_dot_product_attention(q, k, v, (self).near(None, places, window), 0., False)
    else:
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
    y = torch.type_as(y, x)
    flat = torch.flatten(torch.transpose(y, 1, 2), 2, 3)
    return (self).train_project(flat, p[4], p[12], a[6], a[7], scale)

  # Activations of the neurons, [batch, sequence, width].
  def train_neurons(self: __torch__.Kernels, x: Tensor, p: List[Tensor], a: List[Tensor], eps: float, scale: float, wide: int) -> Tensor:
    h = (self).train_norm(x, p[5], eps, wide)
    g = (self).train_project(h, p[6], p[13], a[8], a[9], scale)
    u = (self).train_project(h, p[7], p[14], a[10], a[11], scale)
    return torch.mul(torch.silu(g), u)

  def train_feed(self: __torch__.Kernels, x: Tensor, p: List[Tensor], a: List[Tensor], eps: float, scale: float, wide: int) -> Tensor:
    y = (self).train_neurons(x, p, a, eps, scale, wide)
    return torch.add(x, (self).train_project(y, p[8], p[15], a[12], a[13], scale))

  # One decoder layer. p: its 16 tensors, a: its 14 adapters (down, up for q, k, v, o, gate, up, down), cut to the
  # heads and the width.
  def train_layer(self: __torch__.Kernels, x: Tensor, p: List[Tensor], a: List[Tensor], heads: int, window: int, width: int, cos: Tensor, sin: Tensor, head_dim: int, eps: float, scale: float, wide: int) -> Tensor:
    y = x
    if torch.gt(heads, 0):
      y = torch.add(y, (self).train_attention(y, p, a, window, cos, sin, head_dim, eps, scale, wide))
    if torch.gt(width, 0):
      y = (self).train_feed(y, p, a, eps, scale, wide)
    return y

  # Views of a layer's 16 tensors (or of their gradients), cut to the first key/value heads and the first `width` neurons.
  # Without any head they are left whole, since nothing asks for them.
  def cut(self: __torch__.Kernels, w: List[Tensor], at: int, heads: int, width: int, head_dim: int) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    queries = (self).query_width(w, at, heads, head_dim)
    for j in range(16):
      part = w[torch.add(at, j)]
      rows = torch.__contains__([6, 7, 13, 14], j)
      if rows:
        part = torch.slice(part, 0, 0, width, 1)
      if torch.eq(j, 8):
        part = torch.slice(part, 1, 0, width, 1)
      if torch.gt(heads, 0):
        if torch.__contains__([1, 9], j):
          part = torch.slice(part, 0, 0, queries, 1)
        if torch.__contains__([2, 3, 10, 11], j):
          part = torch.slice(part, 0, 0, torch.mul(heads, head_dim), 1)
        if torch.eq(j, 4):
          part = torch.slice(part, 1, 0, queries, 1)
      _ = torch.append(parts, part)
    return parts

  # The same for a layer's 14 adapters, the first of which is number `at`. queries, keys: widths of the heads that stay.
  def cut_adapters(self: __torch__.Kernels, a: List[Tensor], at: int, heads: int, width: int, queries: int, keys: int) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    for j in range(14):
      part = a[torch.add(at, j)]
      if torch.__contains__([9, 11], j):
        part = torch.slice(part, 0, 0, width, 1)
      if torch.__and__(torch.eq(j, 12), torch.gt(torch.numel(part), 0)):
        part = torch.slice(part, 1, 0, width, 1)
      if torch.gt(heads, 0):
        if torch.eq(j, 1):
          part = torch.slice(part, 0, 0, queries, 1)
        if torch.__contains__([3, 5], j):
          part = torch.slice(part, 0, 0, keys, 1)
        if torch.__and__(torch.eq(j, 6), torch.gt(torch.numel(part), 0)):
          part = torch.slice(part, 1, 0, queries, 1)
      _ = torch.append(parts, part)
    return parts

  # Detached twins of tensors, which gradients are asked of where `wanted`.
  def leaves(self: __torch__.Kernels, tensors: List[Tensor], wanted: bool) -> List[Tensor]:
    twins = annotate(List[Tensor], [])
    for j in range(torch.len(tensors)):
      twin = torch.detach(tensors[j])
      if wanted:
        twin = torch.requires_grad_(twin)
      _ = torch.append(twins, twin)
    return twins

  # Adds gradients, where there are any, to their accumulators. given[skip + j] belongs to sums[j].
  def collect(self: __torch__.Kernels, sums: List[Tensor], given: List[Optional[Tensor]], skip: int) -> NoneType:
    for j in range(torch.len(sums)):
      one = given[torch.add(skip, j)]
      if torch.__isnot__(one, None):
        some = unchecked_cast(Tensor, one)
        _ = torch.add_(sums[j], some)
    return None

  # Losses at the rows of the hidden states x [rows, hidden] (before the final norm), and what they say to x.
  # The gradient of a row's logits is written down rather than derived: ce (q - target) + kl (q - p).
  # Without a teacher its term is zero. teacher: hidden states of the teacher at the same rows, or empty. Adds to `sums`: cross-entropy, KL from the teacher.
  def train_head(self: __torch__.Kernels, x: Tensor, targets: Tensor, teacher: Tensor, t: List[Tensor], norm: Tensor, head: Tensor, norm_grad: Tensor, head_grad: Tensor, sums: Tensor, learns: bool, trains: bool, ce: float, kl: float, eps: float, chunk: int, wide: int) -> Tensor:
    back = torch.empty_like(x)
    count = torch.size(x, 0)
    start = 0
    while torch.lt(start, count):
      end = torch.add(start, chunk)
      torch.set_grad_enabled(learns)
      some = torch.requires_grad_(torch.detach(torch.slice(x, 0, start, end, 1)))
      own = (self).leaves([norm, head], trains)
      logits = torch.linear((self).train_norm(some, own[0], eps, wide), own[1], None)
      torch.set_grad_enabled(False)
      target = torch.unsqueeze(torch.slice(targets, 0, start, end, 1), 1)
      logq = torch.log_softmax(torch.to(torch.detach(logits), wide, False, False, None), 1, None)
      _0 = torch.sub_(torch.select(sums, 0, 0), torch.sum(torch.gather(logq, 1, target, sparse_grad=False)))
      divergence = kl
      if torch.gt(torch.numel(teacher), 0):
        given = torch.slice(teacher, 0, start, end, 1)
        logp = torch.log_softmax(torch.to(torch.linear((self).train_norm(given, t[0], eps, wide), t[1], None), wide, False, False, None), 1, None)
        p = torch.exp(logp)
        _1 = torch.add_(torch.select(sums, 0, 1), torch.sum(torch.mul(p, torch.sub_(logp, logq))))
      else:
        p = logq
        divergence = 0.
      if learns:
        # logq is not needed any more.
        slope = torch.mul_(torch.exp_(logq), torch.add(ce, divergence))
        if torch.ne(divergence, 0.):
          _2 = torch.sub_(slope, p, alpha=divergence)
        hit = torch.full_like(torch.to(target, wide, False, False, None), torch.neg(ce))
        _3 = torch.scatter_add_(slope, 1, target, hit)
        wanted = [some]
        if trains:
          wanted = [some, own[0], own[1]]
        grads = torch.autograd.grad([logits], wanted, annotate(List[Optional[Tensor]], [torch.type_as(slope, logits)]), None, False, True)
        first = grads[0]
        if torch.__isnot__(first, None):
          _4 = torch.copy_(torch.slice(back, 0, start, end, 1), unchecked_cast(Tensor, first))
        if trains:
          (self).collect([norm_grad, head_grad], grads, 1)
      start = end
    return back

  # One forward and backward pass of one sub-network over one batch.
  #   n: head_dim, chunk, keep activations, train all weights, wide dtype, learn (else the losses alone)      f: eps, ce, kl, adapter scale
  #   plan: as in hidden          ids [batch, sequence]          rows, targets [targets]: which positions predict what
  #   teacher: hidden states of the teacher before its final norm, [batch, sequence, hidden], or empty; t: its norm and head
  #   w: the weights; a: adapters, 14 a layer, empty tensors where there are none; g, b: accumulators of their gradients
  # Gives float64 [cross-entropy, KL from the teacher], sums over the targets, and the last hidden states, detached.
  def train_pass(self: __torch__.Kernels, n: Tensor, f: Tensor, plan: Tensor, ids: Tensor, rows: Tensor, targets: Tensor, cos_table: Tensor, sin_table: Tensor, teacher: Tensor, t: List[Tensor], w: List[Tensor], a: List[Tensor], g: List[Tensor], b: List[Tensor]) -> List[Tensor]:
    head_dim = int(torch.select(n, 0, 0))
    chunk = int(torch.select(n, 0, 1))
    keeps = torch.gt(int(torch.select(n, 0, 2)), 0)
    trains = torch.gt(int(torch.select(n, 0, 3)), 0)
    wide = int(torch.select(n, 0, 4))
    learns = torch.gt(int(torch.select(n, 0, 5)), 0)
    keeps = torch.__and__(learns, keeps)
    eps = float(torch.select(f, 0, 0))
    scale = float(torch.select(f, 0, 3))
    cos = torch.slice(cos_table, 0, 0, torch.size(ids, 1), 1)
    sin = torch.slice(sin_table, 0, 0, torch.size(ids, 1), 1)
    layers = torch.floordiv(torch.size(plan, 0), 3)
    torch.set_grad_enabled(False)
    x = torch.embedding(torch.detach(w[0]), ids, -1, False, False)
    entries = annotate(List[Tensor], [])
    exits = annotate(List[Tensor], [])
    kept = annotate(List[List[Tensor]], [])
    for i in range(layers):
      heads = int(torch.select(plan, 0, torch.mul(i, 3)))
      window = int(torch.select(plan, 0, torch.add(torch.mul(i, 3), 1)))
      width = int(torch.select(plan, 0, torch.add(torch.mul(i, 3), 2)))
      torch.set_grad_enabled(keeps)
      entry = torch.requires_grad_(torch.detach(x))
      p = (self).leaves((self).cut(w, torch.add(3, torch.mul(i, 16)), heads, width, head_dim), trains)
      c = (self).leaves((self).cut_adapters(a, torch.mul(i, 14), heads, width, (self).query_width(w, torch.add(3, torch.mul(i, 16)), heads, head_dim), torch.mul(heads, head_dim)), torch.__not__(trains))
      y = (self).train_layer(entry, p, c, heads, window, width, cos, sin, head_dim, eps, scale, wide)
      _0 = torch.append(entries, entry)
      if keeps:
        _1 = torch.append(exits, y)
        _2 = torch.append(kept, torch.add(p, c))
      x = torch.detach(y)
    torch.set_grad_enabled(False)
    flat = torch.flatten(x, 0, 1)
    sums = torch.zeros([2], dtype=7, layout=None, device=ops.prim.device(x), pin_memory=None)
    seen = teacher
    if torch.gt(torch.numel(teacher), 0):
      seen = torch.index_select(torch.flatten(teacher, 0, 1), 0, rows)
    at_rows = (self).train_head(torch.index_select(flat, 0, rows), targets, seen, t, w[1], w[2], g[1], g[2], sums, learns, trains, float(torch.select(f, 0, 1)), float(torch.select(f, 0, 2)), eps, chunk, wide)
    if learns:
      d = torch.view(torch.index_copy_(torch.zeros_like(flat), 0, rows, at_rows), torch.size(x))
      for j in range(layers):
        i = torch.sub(torch.sub(layers, 1), j)
        heads = int(torch.select(plan, 0, torch.mul(i, 3)))
        window = int(torch.select(plan, 0, torch.add(torch.mul(i, 3), 1)))
        width = int(torch.select(plan, 0, torch.add(torch.mul(i, 3), 2)))
        if torch.gt(torch.add(heads, width), 0):
          entry = entries[i]
          if keeps:
            y = exits[i]
            inner = kept[i]
          else:
            torch.set_grad_enabled(True)
            p = (self).leaves((self).cut(w, torch.add(3, torch.mul(i, 16)), heads, width, head_dim), trains)
            c = (self).leaves((self).cut_adapters(a, torch.mul(i, 14), heads, width, (self).query_width(w, torch.add(3, torch.mul(i, 16)), heads, head_dim), torch.mul(heads, head_dim)), torch.__not__(trains))
            y = (self).train_layer(entry, p, c, heads, window, width, cos, sin, head_dim, eps, scale, wide)
            inner = torch.add(p, c)
            torch.set_grad_enabled(False)
          wanted = torch.add([entry], torch.slice(inner, 0, 16, 1))
          if torch.__not__(trains):
            wanted = torch.add([entry], torch.slice(inner, 16, 30, 1))
          grads = torch.autograd.grad([y], wanted, annotate(List[Optional[Tensor]], [d]), None, False, True)
          if trains:
            (self).collect((self).cut(g, torch.add(3, torch.mul(i, 16)), heads, width, head_dim), grads, 1)
          else:
            (self).collect((self).cut_adapters(b, torch.mul(i, 14), heads, width, (self).query_width(w, torch.add(3, torch.mul(i, 16)), heads, head_dim), torch.mul(heads, head_dim)), grads, 1)
          first = grads[0]
          if torch.__isnot__(first, None):
            d = unchecked_cast(Tensor, first)
          if keeps:
            exits[i] = d
            kept[i] = [d]
      if trains:
        _3 = torch.index_add_(g[0], 0, torch.flatten(ids, 0, 1), torch.type_as(torch.flatten(d, 0, 1), g[0]))
    torch.set_grad_enabled(True)
    return [sums, x]

  # The norm of all gradients together, float64 [1].
  def gradient_norm(self: __torch__.Kernels, n: Tensor, g: List[Tensor]) -> List[Tensor]:
    torch.set_grad_enabled(False)
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2), 0), 2, None, False, dtype=None)
    torch.set_grad_enabled(True)
    return [torch.unsqueeze(torch.to(norm, 7, False, False, None), 0)]

  # One step of AdamW on master weights m with gradients g and moments u, v (all alike).
  #   steps: number of the step, from 1 on, once for each array
  #   f: learning rate, beta1, beta2, weight decay, epsilon, factor of the gradients
  # work: copies of m that are computed with; may be m itself. The lists have to be arguments: the compiler takes a change
  # of tensors in a list that was made here for dead code.
  def adamw(self: __torch__.Kernels, f: Tensor, m: List[Tensor], g: List[Tensor], u: List[Tensor], v: List[Tensor], steps: List[Tensor], work: List[Tensor]) -> List[Tensor]:
    torch.set_grad_enabled(False)
    torch._foreach_mul_(g, float(torch.select(f, 0, 5)))
    torch._fused_adamw_(m, g, u, v, annotate(List[Tensor], []), steps, lr=float(torch.select(f, 0, 0)), beta1=float(torch.select(f, 0, 1)), beta2=float(torch.select(f, 0, 2)), weight_decay=float(torch.select(f, 0, 3)), eps=float(torch.select(f, 0, 4)), amsgrad=False, maximize=False)
    for j in range(torch.len(m)):
      _ = torch.copy_(work[j], m[j])
    torch.set_grad_enabled(True)
    return [f]

  def forget(self: __torch__.Kernels, n: Tensor, g: List[Tensor]) -> List[Tensor]:
    torch.set_grad_enabled(False)
    torch._foreach_zero_(g)
    torch.set_grad_enabled(True)
    return [n]

  # weight + scale (up down), in float32.
  def merge(self: __torch__.Kernels, f: Tensor, weight: Tensor, down: Tensor, up: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    product = torch.matmul(torch.to(up, 6, False, False, None), torch.to(down, 6, False, False, None))
    y = torch.add(torch.to(torch.clone(weight), 6, False, False, None), product, alpha=float(torch.select(f, 0, 0)))
    torch.set_grad_enabled(True)
    return [y]
