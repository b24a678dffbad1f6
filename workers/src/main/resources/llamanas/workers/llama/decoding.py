
  # Kernels that answer prompts: a prompt goes through in one pass that fills the caches (see sampling.py), then tokens follow one
  # by one, always the likeliest. And the weights of a sub-network cut to size, as something that is deployed has them.

  # Keys or values of positions 0, 1, .., [batch, heads, sequence, head_dim], go into an empty cache. Position t has its place at
  # t modulo the cache's length; of a sequence that is longer, the last positions stay.
  def keep(self: __torch__.Kernels, cache: Tensor, x: Tensor) -> Tensor:
    length = torch.size(x, 2)
    places = torch.size(cache, 2)
    if torch.le(length, places):
      _ = torch.copy_(torch.narrow(cache, 2, 0, length), x)
    else:
      place = torch.remainder(length, places)
      _0 = torch.copy_(torch.narrow(cache, 2, 0, place), torch.narrow(x, 2, torch.sub(length, place), place))
      older = torch.sub(places, place)
      _1 = torch.copy_(torch.narrow(cache, 2, place, older), torch.narrow(x, 2, torch.sub(length, places), older))
    return cache

  # x [batch, sequence, hidden] plus its attention block; its keys and values go into the caches.
  def attend_prompt(self: __torch__.Kernels, x: Tensor, w: List[Tensor], s: List[Tensor], at: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], keys: Tensor, values: Tensor, head_dim: int, eps: float) -> Tensor:
    heads = torch.size(keys, 1)
    h = (self).norm(x, w[at], eps)
    q = (self).split((self).head_rows(h, w, s, at, 0, heads, head_dim), head_dim)
    k = (self).split((self).head_rows(h, w, s, at, 1, heads, head_dim), head_dim)
    v = (self).split((self).head_rows(h, w, s, at, 2, heads, head_dim), head_dim)
    k = (self).rotate(k, cos, sin)
    _ = (self).keep(keys, k)
    _0 = (self).keep(values, v)
    return (self).join(x, (self).look((self).rotate(q, cos, sin), k, v, mask), w, s, at)

  # Hidden states before the final norm, [batch, sequence, hidden], of prompts ids [batch, sequence] without padding; their keys
  # and values go into the caches `past`.
  def read(self: __torch__.Kernels, ids: Tensor, past: List[Tensor], w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = torch.embedding(w[0], ids, -1, False, False)
    length = torch.size(ids, 1)
    places = torch.unsqueeze(torch.arange(length, dtype=4, layout=None, device=ops.prim.device(ids), pin_memory=None), 0)
    cos = torch.slice(cos_table, 0, 0, length, 1)
    sin = torch.slice(sin_table, 0, 0, length, 1)
    for i in range(torch.floordiv(torch.len(plan), 3)):
      at = torch.add(3, torch.mul(i, 16))
      window = plan[torch.add(torch.mul(i, 3), 1)]
      width = plan[torch.add(torch.mul(i, 3), 2)]
      mask = annotate(Optional[Tensor], None)
      if torch.__and__(torch.gt(window, 0), torch.lt(window, length)):
        mask = (self).near(None, places, window)
      if torch.gt(plan[torch.mul(i, 3)], 0):
        x = (self).attend_prompt(x, w, s, at, cos, sin, mask, past[torch.mul(i, 2)], past[torch.add(torch.mul(i, 2), 1)], head_dim, eps)
      if torch.gt(width, 0):
        x = (self).feed(x, w, s, at, width, eps)
    return x

  # The likeliest token behind each prompt, int64 [batch, 1]; fills the caches as `read` does.
  def prefill(self: __torch__.Kernels, ids: Tensor, past: List[Tensor], w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    x = (self).read(ids, past, w, s, plan, cos_table, sin_table, head_dim, eps)
    last = torch.slice(x, 1, -1, 9223372036854775807, 1)
    return torch.argmax((self).multiply((self).norm(last, w[1], eps), w[2], None), -1, False)

  # Tokens that follow `start` [batch, 1], which stands at position t: int64 [batch, steps].
  def decode(self: __torch__.Kernels, start: Tensor, t: int, steps: int, past: List[Tensor], w: List[Tensor], s: List[Tensor], plan: List[int], cos_table: Tensor, sin_table: Tensor, head_dim: int, eps: float) -> Tensor:
    ids = start
    written = annotate(List[Tensor], [])
    for i in range(steps):
      logits = (self).next_logits(ids, torch.add(t, i), past, w, s, plan, cos_table, sin_table, head_dim, eps)
      ids = torch.argmax(logits, -1, True)
      _ = torch.append(written, ids)
    return torch.cat(written, 1)

  # The weights of a plan, in the kernels' order, each cut to what the plan keeps and in one piece: a copy where it is not so
  # already, of no size where the plan has no such block. Quantized ones are so already.
  def deploy(self: __torch__.Kernels, w: List[Tensor], s: List[Tensor], plan: List[int], head_dim: int) -> List[Tensor]:
    kept = [w[0], w[1], w[2]]
    for i in range(torch.floordiv(torch.len(plan), 3)):
      at = torch.add(3, torch.mul(i, 16))
      heads = plan[torch.mul(i, 3)]
      kv = torch.mul(heads, head_dim)
      q = (self).query_width(w, at, heads, head_dim)
      width = plan[torch.add(torch.mul(i, 3), 2)]
      attends = torch.mul(torch.size(w[at], 0), int(torch.gt(heads, 0)))
      feeds = torch.mul(torch.size(w[at], 0), int(torch.gt(width, 0)))
      counts = [attends, q, kv, kv, attends, feeds, width, width, feeds, q, kv, kv, attends, width, width, feeds]
      for j in range(16):
        part = w[torch.add(at, j)]
        scale = annotate(Optional[Tensor], None)
        if torch.__and__(torch.gt(j, 0), torch.lt(j, 5)):
          scale = (self).scale(s, at, torch.sub(j, 1))
        if torch.__and__(torch.gt(j, 5), torch.lt(j, 9)):
          scale = (self).scale(s, at, torch.sub(j, 2))
        part = (self).rows(part, scale, counts[j])
        if torch.eq(j, 4):
          part = (self).columns(part, scale, q)
        if torch.eq(j, 8):
          part = (self).columns(part, scale, width)
        _ = torch.append(kept, torch.contiguous(part))
    return kept
