
  # Kernels that write text (methods of the class that kernels.py opens). A sequence is written token by token, and the keys
  # and values of its past are kept: two arrays a layer, [batch, kv_heads, length, head_dim], made once at full length; where a
  # layer sees no more than a window, that is the length, and position t takes the place of position t - window.

  # The empty caches, keys and values of layer 0, of layer 1, ..; of no size where the plan has no attention.
  def caches(self: __torch__.Kernels, w: List[Tensor], plan: List[int], batch: int, length: int, head_dim: int) -> List[Tensor]:
    made = annotate(List[Tensor], [])
    like = w[0]
    for i in range(torch.floordiv(torch.len(plan), 3)):
      window = plan[torch.add(torch.mul(i, 3), 1)]
      positions = length
      if torch.__and__(torch.gt(window, 0), torch.lt(window, length)):
        positions = window
      shape = [batch, plan[torch.mul(i, 3)], positions, head_dim]
      _ = torch.append(made, torch.empty(shape, dtype=ops.prim.dtype(like), layout=None, device=ops.prim.device(like)))
      _0 = torch.append(made, torch.empty(shape, dtype=ops.prim.dtype(like), layout=None, device=ops.prim.device(like)))
    return made

  # x [batch, 1, hidden] at position t plus its attention block; its key and value go into the caches. The query heads that
  # share a key/value head take the place of a sequence, [batch, kv_heads, group, head_dim], so that no cache is repeated.
  def attend_past(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, cos: Tensor, sin: Tensor, keys: Tensor, values: Tensor, t: int, head_dim: int, eps: float) -> Tensor:
    heads = torch.size(keys, 1)
    h = (self).norm(x, w[at], eps)
    q = (self).split((self).head_rows(h, w, s, at, 0, heads, head_dim), head_dim)
    k = (self).split((self).head_rows(h, w, s, at, 1, heads, head_dim), head_dim)
    v = (self).split((self).head_rows(h, w, s, at, 2, heads, head_dim), head_dim)
    # The order of what is seen does not matter: positions are in the keys.
    place = torch.remainder(t, torch.size(keys, 2))
    _ = torch.copy_(torch.narrow(keys, 2, place, 1), (self).rotate(k, cos, sin))
    _0 = torch.copy_(torch.narrow(values, 2, place, 1), v)
    batch = torch.size(x, 0)
    grouped = torch.reshape((self).rotate(q, cos, sin), [batch, heads, -1, head_dim])
    seen = torch.add(t, 1)
    if torch.gt(seen, torch.size(keys, 2)):
      seen = torch.size(keys, 2)
    y = torch.scaled_dot_product_attention(grouped, torch.narrow(keys, 2, 0, seen), torch.narrow(values, 2, 0, seen), None, 0., False)
    return (self).join(x, torch.reshape(y, [batch, 1, -1]), w, s, at)

  # Logits in float32, [batch, vocabulary], behind the tokens ids [batch, 1] at position t.
  def next_logits(self: __torch__.Kernels, ids: Tensor, t: int, past: List[Tensor], w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = torch.embedding(w[0], ids, -1, False, False)
    cos = torch.narrow(cos_table, 0, t, 1)
    sin = torch.narrow(sin_table, 0, t, 1)
    for i in range(torch.floordiv(torch.len(plan), 3)):
      at = torch.add(3, torch.mul(i, 16))
      width = plan[torch.add(torch.mul(i, 3), 2)]
      if torch.gt(plan[torch.mul(i, 3)], 0):
        x = (self).attend_past(x, w, s, at, cos, sin, past[torch.mul(i, 2)], past[torch.add(torch.mul(i, 2), 1)], t, head_dim, eps)
      if torch.gt(width, 0):
        x = (self).feed(x, w, s, at, width, eps)
    last = torch.select((self).norm(x, w[1], eps), 1, 0)
    return torch.to((self).multiply(last, w[2], None), 6, False, False, None)

  # One token a row, [batch, 1], out of logits [batch, vocabulary]: top-p sampling (nucleus, arXiv 1904.09751) by the inverse
  # of the cumulative distribution at uniforms [batch, 1]. The nucleus is looked for among the `candidates` likeliest tokens.
  def draw(self: __torch__.Kernels, logits: Tensor, uniforms: Tensor, top_p: float, temperature: float, candidates: int) -> Tensor:
    probabilities = torch.softmax(torch.div(logits, temperature), -1, None)
    likeliest, ids = torch.topk(probabilities, candidates, -1, True, True)
    before = torch.sub(torch.cumsum(likeliest, -1), likeliest)
    # The first token is in the nucleus even where top_p is 0.
    inside = torch.logical_or(torch.lt(before, top_p), torch.eq(torch.arange(candidates, dtype=4, layout=None, device=ops.prim.device(ids), pin_memory=None), 0))
    mass = torch.cumsum(torch.mul(likeliest, inside), -1)
    passed = torch.sum(torch.le(mass, torch.mul(uniforms, torch.narrow(mass, 1, torch.sub(candidates, 1), 1))), [1], True)
    # Rounding may count past the last token of the nucleus.
    index = torch.minimum(passed, torch.sub(torch.sum(inside, [1], True), 1))
    return torch.gather(ids, 1, index)

  # Text that the model writes: int64 [batch, steps + 1], its first column `start` [batch, 1], one more token for each column of
  # uniforms [batch, steps] (float32, below 1). Stops early once every sequence has one of the ids `eos`; what stands behind
  # the first such id of a row means nothing.
  def sample(self: __torch__.Kernels, start: Tensor, uniforms: Tensor, eos: Tensor, w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float, top_p: float, temperature: float, candidates: int) -> Tensor:
    batch = torch.size(uniforms, 0)
    steps = torch.size(uniforms, 1)
    past = (self).caches(w, plan, batch, steps, head_dim)
    ids = torch.zeros([batch, torch.add(steps, 1)], dtype=4, layout=None, device=ops.prim.device(start))
    _ = torch.copy_(torch.narrow(ids, 1, 0, 1), start)
    ended = torch.zeros([batch, 1], dtype=11, layout=None, device=ops.prim.device(start))
    t = 0
    while torch.lt(t, steps):
      logits = (self).next_logits(torch.narrow(ids, 1, t, 1), t, past, w, s, plan, cos_table, sin_table, head_dim, eps)
      next = (self).draw(logits, torch.narrow(uniforms, 1, t, 1), top_p, temperature, candidates)
      t = torch.add(t, 1)
      _0 = torch.copy_(torch.narrow(ids, 1, t, 1), next)
      ended = torch.logical_or(ended, torch.isin(next, eos))
      if bool(torch.all(ended)):
        t = steps
    return ids

  # Logits in float32, [batch, sequence, vocabulary], of given ids [batch, sequence], for comparison with the plain forward pass:
  # the first `prompt` positions read as one, the others one at a time from the caches.
  def replay(self: __torch__.Kernels, ids: Tensor, prompt: int, w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    past = (self).caches(w, plan, torch.size(ids, 0), torch.size(ids, 1), head_dim)
    parts = annotate(List[Tensor], [])
    if torch.gt(prompt, 0):
      x = (self).read(torch.narrow(ids, 1, 0, prompt), past, w, s, plan, cos_table, sin_table, head_dim, eps)
      _ = torch.append(parts, torch.to(torch.linear((self).norm(x, w[1], eps), w[2], None), 6, False, False, None))
    for i in range(torch.sub(torch.size(ids, 1), prompt)):
      t = torch.add(prompt, i)
      logits = (self).next_logits(torch.narrow(ids, 1, t, 1), t, past, w, s, plan, cos_table, sin_table, head_dim, eps)
      _0 = torch.append(parts, torch.unsqueeze(logits, 1))
    return torch.cat(parts, 1)
