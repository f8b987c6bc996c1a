// product false,true 1,512,512,5: 8 × 8 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec4f, 272>;
var<workgroup> tileB: array<vec4f, 272>;



@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 16u;
  let last = min(5u, begin + 16u);
  let firstA = workgroup.y * 64u;
  let firstB = workgroup.x * 64u;
  let ty = local / 16u;
  let tx = local % 16u;
  
  
  
  var sum0 = vec4f(); var sum1 = vec4f(); var sum2 = vec4f(); var sum3 = vec4f();
  for (var start = begin; start < last; start += 16u) {
    
    for (var e = local; e < 256u; e += 256u) {
      let group = e / 16u;
      let p = e % 16u;
      let inner = start + p;
      var x = vec4f();
      if (inner < last) {
        
        { let outer = firstA + group * 4u + 0u; if (outer < 512u) {  x.x = a[net * 2560u + outer * 5u + inner]; } }
        { let outer = firstA + group * 4u + 1u; if (outer < 512u) {  x.y = a[net * 2560u + outer * 5u + inner]; } }
        { let outer = firstA + group * 4u + 2u; if (outer < 512u) {  x.z = a[net * 2560u + outer * 5u + inner]; } }
        { let outer = firstA + group * 4u + 3u; if (outer < 512u) {  x.w = a[net * 2560u + outer * 5u + inner]; } }
      }
      tileA[p * 17u + group] = x;
    }
    
    for (var e = local; e < 256u; e += 256u) {
      let group = e / 16u;
      let p = e % 16u;
      let inner = start + p;
      var x = vec4f();
      if (inner < last) {
        
        { let outer = firstB + group * 4u + 0u; if (outer < 512u) {  x.x = b[net * 2560u + outer * 5u + inner]; } }
        { let outer = firstB + group * 4u + 1u; if (outer < 512u) {  x.y = b[net * 2560u + outer * 5u + inner]; } }
        { let outer = firstB + group * 4u + 2u; if (outer < 512u) {  x.z = b[net * 2560u + outer * 5u + inner]; } }
        { let outer = firstB + group * 4u + 3u; if (outer < 512u) {  x.w = b[net * 2560u + outer * 5u + inner]; } }
      }
      tileB[p * 17u + group] = x;
    }
    workgroupBarrier();
    let end = min(16u, last - start);
    for (var p = 0u; p < end; p++) {
      let x = tileA[p * 17u + ty];
      let y = tileB[p * 17u + tx];
      sum0 = fma(vec4f(x.x), y, sum0); sum1 = fma(vec4f(x.y), y, sum1); sum2 = fma(vec4f(x.z), y, sum2); sum3 = fma(vec4f(x.w), y, sum3);
    }
    workgroupBarrier();
  }
  {
    let row = firstA + ty * 4u + 0u;
    {
      let column = firstB + tx * 4u + 0u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 4u + 1u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum0.y; }
    }
    {
      let column = firstB + tx * 4u + 2u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum0.z; }
    }
    {
      let column = firstB + tx * 4u + 3u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum0.w; }
    }
  }
  {
    let row = firstA + ty * 4u + 1u;
    {
      let column = firstB + tx * 4u + 0u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 4u + 1u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum1.y; }
    }
    {
      let column = firstB + tx * 4u + 2u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum1.z; }
    }
    {
      let column = firstB + tx * 4u + 3u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum1.w; }
    }
  }
  {
    let row = firstA + ty * 4u + 2u;
    {
      let column = firstB + tx * 4u + 0u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum2.x; }
    }
    {
      let column = firstB + tx * 4u + 1u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum2.y; }
    }
    {
      let column = firstB + tx * 4u + 2u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum2.z; }
    }
    {
      let column = firstB + tx * 4u + 3u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum2.w; }
    }
  }
  {
    let row = firstA + ty * 4u + 3u;
    {
      let column = firstB + tx * 4u + 0u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum3.x; }
    }
    {
      let column = firstB + tx * 4u + 1u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum3.y; }
    }
    {
      let column = firstB + tx * 4u + 2u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum3.z; }
    }
    {
      let column = firstB + tx * 4u + 3u;
      if (row < 512u && column < 512u) { c[(workgroup.z * 512u + row) * 512u + column] = sum3.w; }
    }
  }
}
