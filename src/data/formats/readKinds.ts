/** What is read, for messages. */
export const READ_KINDS =
  'CIFAR-10 and CIFAR-100 (binary, Python pickle, tar.gz), MNIST (idx), numpy arrays (.npy, .npz, pickled), MATLAB matrices (.mat), folders of PNG or JPEG images (also as zip or tar.gz) and parquet';
