
  # Weight-only quantization (workers.quant). A quantized matrix is a pair of tensors, and its dtype says how it is read:
  #   int8   weight [out, in padded to 16], scale [out]: w = code * scale, codes -127 .. 127
  #   uint8  weight [out, in / 2] as PyTorch packs int4 for CPUs (tiles of 64 or 32 rows, by instruction set),
  #          scale [in / group, out, 2] of pairs (step, value of code 8): w = (code - 8) * step + value, codes 0 .. 15
  #   int32  the same on CUDA, in tiles of its tensor cores.
  # Scales have the dtype of the activations: PyTorch's kernels want that. They are rounded first, steps upwards, and codes are
  # chosen for the rounded ones: no weight is further than half a step from where it was.

  # The smallest numbers of a dtype that are not below the given ones, in float32.
  def round_up(self: __torch__.Kernels, s: Tensor, dtype: int) -> Tensor:
    near = torch.to(torch.to(s, dtype, False, False, None), 6, False, False, None)
    ulp = 0.00390625
    if torch.eq(dtype, 5):
      ulp = 0.00048828125
    next = torch.to(torch.to(torch.mul(s, torch.add(1., ulp)), dtype, False, False, None), 6, False, False, None)
    return torch.where(torch.lt(near, s), next, near)

  # Steps of an int8 matrix, in the given dtype, [out]: the largest weight of a row is 127 of them.
  def int8_scale(self: __torch__.Kernels, w: Tensor, dtype: int) -> Tensor:
    reach = torch.linalg_vector_norm(w, inf, [1], False, dtype=6)
    return torch.to((self).round_up(torch.clamp_min(torch.div(reach, 127), 1.e-07), dtype), dtype, False, False, None)

  # Codes of an int8 matrix; columns that fill up the last 16 are zero.
  def int8_codes(self: __torch__.Kernels, w: Tensor, scale: Tensor) -> Tensor:
    rows = torch.size(w, 0)
    columns = torch.size(w, 1)
    padded = torch.mul(torch.floordiv(torch.add(columns, 15), 16), 16)
    codes = torch.zeros([rows, padded], dtype=1, layout=None, device=ops.prim.device(w), pin_memory=None)
    inner = torch.slice(codes, 1, 0, columns, 1)
    start = 0
    while torch.lt(start, rows):
      end = torch.add(start, 256)
      step = torch.unsqueeze(torch.to(torch.slice(scale, 0, start, end, 1), 6, False, False, None), 1)
      some = torch.div(torch.to(torch.slice(w, 0, start, end, 1), 6, False, False, None), step)
      _ = torch.copy_(torch.slice(inner, 0, start, end, 1), torch.clamp_(torch.round_(some), -127, 127))
      start = end
    return codes

  # Steps and values of code 8 of an int4 matrix, in the given dtype. 16 steps reach from a group's least weight to its largest.
  def int4_scale(self: __torch__.Kernels, w: Tensor, group: int, dtype: int) -> Tensor:
    rows = torch.size(w, 0)
    groups = torch.floordiv(torch.size(w, 1), group)
    scale = torch.empty([groups, rows, 2], dtype=dtype, layout=None, device=ops.prim.device(w), pin_memory=None, memory_format=None)
    start = 0
    while torch.lt(start, rows):
      end = torch.add(start, 256)
      some = torch.to(torch.slice(w, 0, start, end, 1), 6, False, False, None)
      some = torch.reshape(some, [-1, groups, group])
      low = torch.amin(some, [2], False)
      high = torch.amax(some, [2], False)
      middle = torch.add(low, torch.sub(high, low), alpha=0.53125)
      zero = torch.to(torch.to(middle, dtype, False, False, None), 6, False, False, None)
      step = torch.maximum(torch.div(torch.sub(high, zero), 7.5), torch.div(torch.sub(zero, low), 8.5))
      step = (self).round_up(torch.clamp_min(step, 1.e-07), dtype)
      pairs = torch.transpose(torch.stack([step, zero], 2), 0, 1)
      _ = torch.copy_(torch.slice(scale, 1, start, end, 1), pairs)
      start = end
    return scale

  # Codes of some rows of an int4 matrix, in float32, [rows, groups, group]; pairs [groups, rows, 2].
  def int4_codes(self: __torch__.Kernels, w: Tensor, pairs: Tensor) -> Tensor:
    groups = torch.size(pairs, 0)
    wide = torch.unsqueeze(torch.transpose(torch.to(pairs, 6, False, False, None), 0, 1), 3)
    some = torch.reshape(torch.to(w, 6, False, False, None), [torch.size(w, 0), groups, -1])
    steps = torch.div(torch.sub(some, torch.select(wide, 2, 1)), torch.select(wide, 2, 0))
    return torch.clamp_(torch.add_(torch.round_(steps), 8), 0, 15)

  # Codes [rows, in] of int32 as the device's kernel wants them.
  def int4_tiles(self: __torch__.Kernels, codes: Tensor) -> Tensor:
    if ops.prim.is_cuda(codes):
      bytes = torch.to(codes, 0, False, False, None)
      high = torch.bitwise_left_shift(torch.slice(bytes, 1, 0, 9223372036854775807, 2), 4)
      both = torch.bitwise_or(high, torch.slice(bytes, 1, 1, 9223372036854775807, 2))
      tiles = torch._convert_weight_to_int4pack(both, 8)
    else:
      tiles = torch._convert_weight_to_int4pack_for_cpu(codes, 1)
    return tiles

  # An int4 matrix, packed. 256 rows at a time, which is a multiple of all tiles.
  def int4_pack(self: __torch__.Kernels, w: Tensor, scale: Tensor) -> Tensor:
    parts = annotate(List[Tensor], [])
    rows = torch.size(w, 0)
    start = 0
    while torch.lt(start, rows):
      end = torch.add(start, 256)
      some = torch.slice(w, 0, start, end, 1)
      codes = (self).int4_codes(some, torch.slice(scale, 1, start, end, 1))
      flat = torch.view(torch.to(codes, 3, False, False, None), torch.size(some))
      _ = torch.append(parts, (self).int4_tiles(flat))
      start = end
    return torch.cat(parts, 0)

  # What quantization leaves of a matrix, as a matrix of the given dtype: for devices without a kernel. group: 0 = int8.
  def quantize_dequantize(self: __torch__.Kernels, w: Tensor, scale: Tensor, group: int, dtype: int) -> Tensor:
    if torch.eq(group, 0):
      codes = torch.slice((self).int8_codes(w, scale), 1, 0, torch.size(w, 1), 1)
      y = torch.mul(torch.to(codes, 6, False, False, None), torch.unsqueeze(torch.to(scale, 6, False, False, None), 1))
    else:
      wide = torch.unsqueeze(torch.transpose(torch.to(scale, 6, False, False, None), 0, 1), 3)
      codes = torch.sub((self).int4_codes(w, scale), 8)
      y = torch.add(torch.mul(codes, torch.select(wide, 2, 0)), torch.select(wide, 2, 1))
    return torch.to(torch.view(y, torch.size(w)), dtype, False, False, None)

  # How many rows PyTorch's int4 tiles have on this CPU: 64 or 32 where row i and row i + half share a byte, 0 where
  # neighbours do. Asked of PyTorch itself, by packing numbers that say which row they are of.
  def int4_tile(self: __torch__.Kernels) -> int:
    rows = torch.floor_divide(torch.arange(64, dtype=3, layout=None, device=None, pin_memory=None), 4)
    packed = torch._convert_weight_to_int4pack_for_cpu(torch.repeat_interleave(torch.unsqueeze(rows, 1), 2, 1, output_size=None), 1)
    half = torch.mul(torch.floordiv(int(torch.select(torch.flatten(packed, 0, -1), 0, 0)), 16), 4)
    return torch.mul(half, 2)

  # Tiles of `size` rows each as numbers of y's dtype, into y [in, rows]: the order in which they lie in memory.
  # bytes: of whole tiles, flat; pairs [groups, rows, 2], float32; halves: whether a byte has row i and row i + size / 2.
  def int4_tiles_dense(self: __torch__.Kernels, bytes: Tensor, pairs: Tensor, size: int, halves: bool, y: Tensor) -> Tensor:
    groups = torch.size(pairs, 0)
    rows = torch.size(pairs, 1)
    group = torch.floordiv(torch.size(y, 0), groups)
    half = torch.floordiv(size, 2)
    count = torch.floordiv(rows, size)
    # Rows in the low halves of bytes are 0, 1, .. below `half` or every other one; those in the high halves are the others.
    between = 2
    low_end = size
    high_start = 1
    if halves:
      between = 1
      low_end = half
      high_start = half
    by_tile = torch.permute(torch.view(y, [groups, group, count, size]), [2, 0, 1, 3])
    each = torch.permute(torch.reshape(pairs, [groups, count, size, 2]), [3, 1, 0, 2])
    steps = torch.unsqueeze(torch.contiguous(torch.select(each, 0, 0)), 2)
    values = torch.sub(torch.unsqueeze(torch.select(each, 0, 1), 2), steps, alpha=8)
    both = torch.to(torch.view(bytes, [count, groups, group, half]), 6, False, False, None)
    high = torch.floor_(torch.mul(both, 0.0625))
    low = torch.sub_(both, high, alpha=16)
    low = torch.addcmul(torch.slice(values, 3, 0, low_end, between), low, torch.slice(steps, 3, 0, low_end, between), value=1)
    high = torch.addcmul(torch.slice(values, 3, high_start, size, between), high, torch.slice(steps, 3, high_start, size, between), value=1)
    _0 = torch.copy_(torch.slice(by_tile, 3, 0, low_end, between), low)
    _1 = torch.copy_(torch.slice(by_tile, 3, high_start, size, between), high)
    return y

  # Some rows, from the start of a tile on, of an int4 matrix of a CPU as numbers of y's dtype, into y [in, rows].
  def int4_dense(self: __torch__.Kernels, w: Tensor, scale: Tensor, tile: int, y: Tensor) -> Tensor:
    rows = torch.size(w, 0)
    flat = torch.flatten(w, 0, -1)
    pairs = torch.to(scale, 6, False, False, None)
    # Without wide instructions neighbours share a byte, in tiles of 32 rows; a last tile that is not full is always so.
    size = tile
    if torch.eq(tile, 0):
      size = 32
    whole = torch.mul(torch.floordiv(rows, size), size)
    at = torch.mul(whole, torch.size(w, 1))
    if torch.gt(whole, 0):
      some = torch.slice(flat, 0, 0, at, 1)
      _0 = (self).int4_tiles_dense(some, torch.slice(pairs, 1, 0, whole, 1), size, torch.gt(tile, 0), torch.slice(y, 1, 0, whole, 1))
    if torch.gt(rows, whole):
      some = torch.slice(flat, 0, at, 9223372036854775807, 1)
      rest = torch.slice(pairs, 1, whole, rows, 1)
      _1 = (self).int4_tiles_dense(some, rest, torch.sub(rows, whole), False, torch.slice(y, 1, whole, rows, 1))
    return y

  # x weight^T for an int4 matrix of a CPU and many rows of x [rows, in]: a run of the weight's rows is unpacked, multiplied, forgotten.
  # The numbers unpacked at a time, 2^18 or so, stay in float32 in a core's second cache; a product wants more, 2^22 or so.
  def int4_unpacked(self: __torch__.Kernels, x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
    rows = torch.size(w, 0)
    columns = torch.mul(torch.size(w, 1), 2)
    few = torch.mul(64, ops.prim.max([1, torch.floordiv(4096, columns)]))
    run = torch.mul(64, ops.prim.max([1, torch.floordiv(65536, columns)]))
    tile = (self).int4_tile()
    dense = torch.empty([columns, ops.prim.min([run, rows])], dtype=ops.prim.dtype(scale), layout=None, device=ops.prim.device(w), pin_memory=None, memory_format=None)
    parts = annotate(List[Tensor], [])
    start = 0
    while torch.lt(start, rows):
      count = ops.prim.min([run, torch.sub(rows, start)])
      at = 0
      while torch.lt(at, count):
        end = ops.prim.min([torch.add(at, few), count])
        some = torch.slice(w, 0, torch.add(start, at), torch.add(start, end), 1)
        pairs = torch.slice(scale, 1, torch.add(start, at), torch.add(start, end), 1)
        _ = (self).int4_dense(some, pairs, tile, torch.slice(dense, 1, at, end, 1))
        at = end
      _0 = torch.append(parts, torch.matmul(x, torch.slice(dense, 1, 0, count, 1)))
      start = torch.add(start, run)
    return torch.cat(parts, 1)

  # The same for an int8 matrix, whose codes are multiplied, and the products scaled: but for float16, which has no room for products
  # of codes. Runs of 2^21 codes or so.
  def int8_unpacked(self: __torch__.Kernels, x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
    run = torch.mul(64, ops.prim.max([1, torch.floordiv(32768, torch.size(w, 1))]))
    parts = annotate(List[Tensor], [])
    start = 0
    while torch.lt(start, torch.size(w, 0)):
      end = torch.add(start, run)
      some = torch.slice(w, 0, start, end, 1)
      steps = torch.slice(scale, 0, start, end, 1)
      if torch.eq(ops.prim.dtype(x), 5):
        wide = torch.mul_(torch.to(some, 6, False, False, None), torch.unsqueeze(torch.to(steps, 6, False, False, None), 1))
        y = torch.linear(x, torch.type_as(wide, x), None)
      else:
        y = torch.mul_(torch.linear(x, torch.type_as(some, x), None), steps)
      _ = torch.append(parts, y)
      start = end
    return torch.cat(parts, 1)

  # x weight^T, for x [rows, in] and any rows. PyTorch's packed kernels read the weights once for 4 rows, without the matrix units
  # of a CPU: right for decoding, slow for texts. From some rows on, and later for int4, which takes longer to unpack, it is
  # faster to unpack the matrix and to multiply then.
  def quantized_rows(self: __torch__.Kernels, x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
    int8 = torch.eq(ops.prim.dtype(w), 1)
    if int8:
      pad = torch.sub(torch.size(w, 1), torch.size(x, 1))
      if torch.gt(pad, 0):
        x = torch.constant_pad_nd(x, [0, pad], 0)
    x = torch.contiguous(x)
    rows = torch.size(x, 0)
    group = torch.floordiv(torch.size(x, 1), torch.size(scale, 0))
    if ops.prim.is_cuda(x):
      if int8:
        y = torch.mul(torch.linear(x, torch.type_as(w, x), None), scale)
      else:
        y = torch._weight_int4pack_mm(x, w, group, scale)
    elif int8:
      if torch.gt(rows, 24):
        y = (self).int8_unpacked(x, w, scale)
      else:
        y = torch._weight_int8pack_mm(x, w, scale)
    elif torch.gt(rows, 64):
      y = (self).int4_unpacked(x, w, scale)
    else:
      y = torch._weight_int4pack_mm_for_cpu(x, w, group, scale)
    return y

  # x weight^T + bias for a quantized weight: x [.., in] -> [.., out]. bias may be empty.
  def quantized(self: __torch__.Kernels, x: Tensor, w: Tensor, scale: Tensor, bias: Tensor) -> Tensor:
    y = (self).quantized_rows(torch.reshape(x, [-1, torch.size(x, -1)]), w, scale)
    if torch.gt(torch.numel(bias), 0):
      y = torch.add_(y, bias)
    shape = torch.slice(torch.size(x), 0, -1, 1)
    return torch.view(y, torch.add(shape, [torch.size(y, 1)]))

  # The first rows and columns of a matrix. A view.
  def prefix(self: __torch__.Kernels, w: Tensor, rows: int, columns: int) -> Tensor:
    return torch.slice(torch.slice(w, 0, 0, rows, 1), 1, 0, columns, 1)

  # The first entries of a vector. A view.
  def first(self: __torch__.Kernels, x: Tensor, count: int) -> Tensor:
    return torch.slice(x, 0, 0, count, 1)

  # Bytes that a tensor's elements take, int64 [1].
  def element_bytes(self: __torch__.Kernels, x: Tensor) -> Tensor:
    count = torch.mul(torch.numel(x), torch.element_size(x))
    return torch.full([1], count, dtype=4, layout=None, device=None, pin_memory=None)
