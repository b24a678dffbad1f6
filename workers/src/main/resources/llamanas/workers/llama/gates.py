
  # Relaxed gates (Kernels.train, like training.py). The weights stay as they are; what is learned is by how much each block
  # counts: 1 + blocks numbers a layer. The first scales what attention adds, the others the activations of one run of neurons
  # each. With numbers of 0 and 1 that fall from run to run, this is a sub-network.
  #
  # Only the layers' entries are kept: the backward pass computes each layer again, with copies of its weights, as those of the
  # other kernels can't take part in a graph.

  # One layer. s [1 + blocks]; counts [blocks]: neurons of each run; nothing: 14 empty adapters.
  def gated_layer(self: __torch__.Kernels, x: Tensor, p: List[Tensor], nothing: List[Tensor], s: Tensor, counts: Tensor, cos: Tensor, sin: Tensor, head_dim: int, eps: float, wide: int) -> Tensor:
    t = torch.type_as(s, x)
    branch = (self).train_attention(x, p, nothing, 0, cos, sin, head_dim, eps, 1., wide)
    y = torch.add(x, torch.mul(branch, torch.select(t, 0, 0)))
    runs = torch.slice(t, 0, 1, 9223372036854775807, 1)
    each = torch.repeat_interleave(runs, counts, 0, output_size=None)
    h = torch.mul((self).train_neurons(y, p, nothing, eps, 1., wide), each)
    z = torch.add(y, torch.linear(h, p[8], None))
    if torch.gt(torch.numel(p[15]), 0):
      # The bias belongs to the block as a whole, which is there if its first run is.
      z = torch.add(z, torch.mul(p[15], torch.select(runs, 0, 0)))
    return z

  # A layer's 16 tensors, as copies where gradients pass through them.
  def gated_weights(self: __torch__.Kernels, w: List[Tensor], at: int, copies: bool) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    for j in range(16):
      part = w[torch.add(at, j)]
      if copies:
        part = torch.clone(part)
      _ = torch.append(parts, part)
    return parts

  # One forward and backward pass of a gated network over one batch.
  #   n: head_dim, chunk, wide dtype, learn (else the loss alone)      f: eps
  #   gates [layers, 1 + blocks]          counts [blocks]          ids [batch, sequence], may be padded on the right
  #   rows, targets [targets]: which positions predict what          t: final norm and head, as copies
  #   w: the weights          nothing: 14 empty tensors
  # Gives float64 [cross-entropy], the sum over the targets, and its gradient with respect to the gates, of their shape and dtype.
  def gated_pass(self: __torch__.Kernels, n: Tensor, f: Tensor, gates: Tensor, counts: Tensor, ids: Tensor, rows: Tensor, targets: Tensor, cos_table: Tensor, sin_table: Tensor, t: List[Tensor], w: List[Tensor], nothing: List[Tensor]) -> List[Tensor]:
    head_dim = int(torch.select(n, 0, 0))
    chunk = int(torch.select(n, 0, 1))
    wide = int(torch.select(n, 0, 2))
    learns = torch.gt(int(torch.select(n, 0, 3)), 0)
    eps = float(torch.select(f, 0, 0))
    cos = torch.slice(cos_table, 0, 0, torch.size(ids, 1), 1)
    sin = torch.slice(sin_table, 0, 0, torch.size(ids, 1), 1)
    layers = torch.size(gates, 0)
    torch.set_grad_enabled(False)
    x = torch.embedding(w[0], ids, -1, False, False)
    entries = annotate(List[Tensor], [])
    for i in range(layers):
      _0 = torch.append(entries, x)
      p = (self).gated_weights(w, torch.add(3, torch.mul(i, 16)), False)
      x = (self).gated_layer(x, p, nothing, torch.select(gates, 0, i), counts, cos, sin, head_dim, eps, wide)
    flat = torch.flatten(x, 0, 1)
    sums = torch.zeros([2], dtype=7, layout=None, device=ops.prim.device(x), pin_memory=None)
    none = torch.slice(flat, 0, 0, 0, 1)
    at_rows = (self).train_head(torch.index_select(flat, 0, rows), targets, none, t, t[0], t[1], t[0], t[1], sums, learns, False, 1., 0., eps, chunk, wide)
    slopes = torch.zeros_like(gates)
    if learns:
      d = torch.view(torch.index_copy_(torch.zeros_like(flat), 0, rows, at_rows), torch.size(x))
      for j in range(layers):
        i = torch.sub(torch.sub(layers, 1), j)
        torch.set_grad_enabled(True)
        entry = torch.requires_grad_(torch.clone(entries[i]))
        s = torch.requires_grad_(torch.clone(torch.detach(torch.select(gates, 0, i))))
        p = (self).gated_weights(w, torch.add(3, torch.mul(i, 16)), True)
        y = (self).gated_layer(entry, p, nothing, s, counts, cos, sin, head_dim, eps, wide)
        torch.set_grad_enabled(False)
        grads = torch.autograd.grad([y], [entry, s], annotate(List[Optional[Tensor]], [d]), None, False, True)
        first = grads[0]
        if torch.__isnot__(first, None):
          d = unchecked_cast(Tensor, first)
        second = grads[1]
        if torch.__isnot__(second, None):
          _1 = torch.copy_(torch.select(slopes, 0, i), unchecked_cast(Tensor, second))
    torch.set_grad_enabled(True)
    return [torch.slice(sums, 0, 0, 1, 1), slopes]
