/**
 * What stands at every panel: the question it answers; what is drawn; what has to hold for the reading; where
 * it is in the paper.
 */
export const about = {
  cascade: {
    title: 'How does an image become an answer?',
    help: 'Every layer is a learned colour (the square root of the covariance of its neurons, drawn as its spectrum) applied to white random features (paper, Fig. 1). Choose a layer: the panels below follow.',
    assumption:
      'Neurons of a layer are independent draws, and layers depend on each other only through the rotation between them.',
    paper: 'Fig. 1; Definitions 1 and 2.',
  },
  training: {
    title: 'How is it learning?',
    help: 'Accuracy or loss over epochs. The thin line is the batches the network learns from, the dots the test images at the end of each epoch.',
    assumption:
      'Test images are never trained on; batches are measured while the weights still change, so the thin line lags behind.',
    paper: 'Training recipe: appendix on experimental details.',
  },
  activations: {
    title: 'How many directions are in use?',
    help: 'Eigenvalues of the uncentred covariance of the activations that enter each layer, divided by the first, both axes logarithmic (paper, Fig. 2). A straight line is a power law.',
    assumption:
      'Images and positions are samples, channels dimensions; nothing is centred. From as many samples as inputs on, the head can be trusted, the last ranks cannot.',
    paper: 'Fig. 2; the exponent enters Theorem 1.',
  },
  weights: {
    title: 'What did training add to noise?',
    help: 'Eigenvalues of WᵀW/n of the chosen layer. Weights of independent entries follow the Marchenko–Pastur law (dashed); what stands above its edge was learned (paper, Fig. 4). The grey band holds 99 % of simulated untrained matrices.',
    assumption:
      'The Marchenko–Pastur law needs independent entries of one variance and many of them; the band is simulated at this very size and needs neither limit.',
    paper: 'Fig. 4, left, for one network.',
  },
  redraw: {
    title: 'Draw the weights again: is the covariance enough?',
    help: 'All hidden weights are replaced by Gaussian ones with the learned covariances, each layer turned to fit the ones drawn before it (paper, Fig. 9). Only the last projector and classifier are kept, rotated. "Not aligned" leaves that turn out.',
    assumption:
      'Neurons are Gaussian given the layers before. The covariance comes from one network, whose own neurons it was measured on.',
    paper: 'Fig. 9; Definition 2.',
  },
  'accuracy-by-width': {
    title: 'Does a network drawn at random get better with width?',
    help: 'Every trained network is drawn again at its own width from its covariances (paper, Fig. 9; there, from ⅛ to 4 times the base width: trained 88.0–91.9 %, redrawn 54.8–84.7 %, with a new classifier 67.2–88.7 %). "Pooled": from the covariances of all networks of the width. Bands: one standard deviation over networks and draws.',
    assumption: 'All networks saw the same images and the same recipe; only widths and seeds differ.',
    paper: 'Fig. 9; Theorem 2.',
  },
  convergence: {
    title: 'Do networks of different width find the same features?',
    help: 'The activations of each network, turned by the best rotation onto those of the widest, and what is left of the difference on test images (paper, Fig. 3). Untrained networks converge too: they are random-feature networks from the start.',
    assumption:
      'The widest network stands for the limit. The rotation is fitted on training images and judged on test images; standardised activations have a rotation of their own.',
    paper: 'Fig. 3; Theorems 1 and 2.',
  },
  'width-spectra': {
    title: 'Do activation spectra settle as networks widen?',
    help: 'Eigenvalues of the covariance of the activations that enter a layer, divided by the first (paper, Fig. 2). Wider networks follow the same curve further.',
    assumption: 'Narrow networks can follow the curve only to as many ranks as they have channels.',
    paper: 'Fig. 2.',
  },
  'width-covariance': {
    title: 'Do the weights’ covariances settle?',
    help: 'The covariance of the weights of all networks of a width, in the space of the widest network (paper, Fig. 4, right), times the number of inputs d’. Distance: operator norm of the difference over that of the widest.',
    assumption:
      'Covariances of different widths can be compared only in one space: that of the widest network, reached by alignment.',
    paper: 'Fig. 4, right.',
  },
  pooled: {
    title: 'What do many networks agree on?',
    help: 'Covariance of the weights of N networks whose activations were aligned with each other (paper, Fig. 4, upper left). What they share stays; what is noise flattens as N grows.',
    assumption:
      'All networks draw their neurons from one law. What differs between them averages out with their number.',
    paper: 'Fig. 4, upper left.',
  },
  ranks: {
    title: 'How many directions does a layer need?',
    help: 'Test accuracy when the weights of one layer are projected on R directions: the leading ones of their covariance, of the activations (no labels needed), of the gradients of the class scores, or random ones (paper, Fig. 4, lower left, and Fig. 6; Radhakrishnan et al., 2024).',
    assumption: 'One layer at a time is changed, and nothing is trained again.',
    paper: 'Fig. 4, lower left; Fig. 6.',
  },
  marginals: {
    title: 'Are the neurons Gaussian?',
    help: 'All neurons of all aligned networks along one eigenvector of their covariance, divided by the square root of its eigenvalue, against N(0, 1) (paper, Fig. 7).',
    assumption:
      'A Gaussian law has Gaussian marginals along every direction; this looks at some directions, so it can refute the law but not prove it.',
    paper: 'Fig. 7.',
  },
  whitening: {
    title: 'Is what remains after whitening noise?',
    help: 'Spectrum of the weights of one network before and after they are multiplied by the inverse square root of the covariance that the networks share (paper, Fig. 8), with the Marchenko–Pastur law of the same shape and no free parameter.',
    assumption:
      'The covariance must be known better than one network tells it: from the others, more neurons than inputs.',
    paper: 'Fig. 8.',
  },
  depth: {
    title: 'How do weight spectra change with depth?',
    help: 'Eigenvalues of LᵀL/n of all layers of one network, divided by their mean, and the scale of their exponential heads (paper, Fig. 5, right).',
    assumption: 'A straight line on a logarithmic axis over the first ranks; narrow layers have few of them.',
    paper: 'Fig. 5, right.',
  },
  dimension: {
    title: 'How does the dimension of a layer change?',
    help: 'How many directions a spectrum spreads over, layer by layer: the participation ratio counts all eigenvalues by their share, the stable rank asks how many times the first one the sum is. Of the weights (LᵀL/n), of the activations that enter a layer (E[φφᵀ]), and, where the experiment asks for it, of these activations around their mean.',
    assumption:
      'Both are n for n equal eigenvalues and 1 for a single one, and neither says which directions. E[φφᵀ] is not centred: without batch norm the mean activation counts as a direction, and as a large one. There are never more directions than samples.',
    paper:
      'Not in the paper. The participation ratio as in Gao et al. (2017), the stable rank as in Rudelson and Vershynin (2007).',
  },
  variants: {
    title: 'Can the weights be drawn better?',
    help: 'The same network drawn from debiased covariances (spikes shrunk, flat bulk), from a mixture of Gaussians instead of one, from covariances found without labels, and the answers of several draws averaged.',
    assumption:
      'Everything but the law of the neurons stays: alignment, statistics and what is kept are those of the plain draw.',
    paper: 'Beyond the paper, which draws from one Gaussian (Definition 2).',
  },
  'warm-start': {
    title: 'Does a draw help to train?',
    help: 'Gradient descent that starts from weights drawn with the learned covariances, against gradient descent from white noise.',
    assumption: 'The covariances come from a network that has already seen these images.',
    paper: 'Not in the paper.',
  },
  matching: {
    title: 'Rotation or permutation: how do two networks agree?',
    help: 'Two networks of one width, taken to each other by the best rotation of their activations (this paper) and by the best permutation of their neurons (Ainsworth et al., 2023); and the accuracy of networks on the way from one to the other.',
    assumption:
      'Both are fitted on training images and judged on test images; a permutation is a rotation, so it can only do worse in fitting.',
    paper: 'Section on alignment: rotations rather than permutations.',
  },
  universality: {
    title: 'What do all networks learn alike?',
    help: 'Networks trained from other seeds, on other images, on labels at random and of another architecture, held against these: their covariances in one space, between chance and what samples of one law give, the eigenvectors of these, and the filters with which they look at space (Guth and Ménard, 2024).',
    assumption:
      'C is what stands out of the fitted noise, debiased; O turns at random, and Ĉ₁ is estimated from as many neurons drawn with C₁. Where few directions stand out, S is uncertain.',
    paper: 'Not in the paper; Guth and Ménard, On the universality of neural encodings in CNNs (2024).',
  },
  readings: {
    title: 'Power law, exponential, or spikes on noise?',
    help: 'One weight spectrum read three ways: a power-law tail (Martin and Mahoney), an exponential in rank (this paper), and spikes above a Marchenko–Pastur bulk; as trained, and whitened by what the other networks learned.',
    assumption: 'A law that is not ruled out is not thereby found: few eigenvalues rule out little.',
    paper: 'Fig. 4 has the exponential; the power law is of Martin and Mahoney.',
  },
  bulk: {
    title: 'Is the bulk noise?',
    help: 'Singular values of a random matrix keep their distance (Wigner’s surmise), and the entries of its singular vectors are normal (Porter–Thomas). Where a trained layer does the same, it learned nothing there (Thamm, Staats and Rosenow).',
    assumption: 'Singular values are unfolded to mean spacing 1, and spikes are left out.',
    paper: 'Not in the paper; Thamm, Staats and Rosenow.',
  },
  additivity: {
    title: 'Do the errors of drawn layers add up?',
    help: 'One layer is drawn again while the others stay trained, then all are (paper, Theorem 2: errors add over layers). Below: what is left unexplained of the activations that enter each layer.',
    assumption:
      'Errors of single layers are measured with all others trained, so they tell nothing of how they meet.',
    paper: 'Theorem 2.',
  },
  dynamics: {
    title: 'How did training move the neurons?',
    help: 'The weights along the eigenvectors of their final covariance, from epoch to epoch (paper, Fig. 10): how much each direction grew, whether neurons kept their direction, and their paths. Play the timeline.',
    assumption: 'The directions are those of the last covariance, so they know where training went.',
    paper: 'Fig. 10.',
  },
  kernel: {
    title: 'Does the kernel settle at the rate of the theorem?',
    help: 'The kernel of n neurons drawn from the learned covariance against its limit (paper, Theorem 1). The mean-square error falls as 1/n.',
    assumption:
      'The closed form holds for Gaussian neurons without biases or batch norm; elsewhere very many drawn neurons stand for it.',
    paper: 'Theorem 1; the arc-cosine kernel in the section on Gaussian rainbow networks.',
  },
  symmetry: {
    title: 'Does the network see left from right?',
    help: 'Whether the covariances of the weights commute with a left–right mirror (paper, Theorem 3), layer by layer, and whether the network then answers alike.',
    assumption: 'The mirror acts on the activations of a layer nearly as a rotation Q of its channels.',
    paper: 'Theorem 3.',
  },
  data: {
    title: 'What are the images?',
    help: 'Some training images of each class, how many there are of each, the mean and deviation of their channels, and the eigenvalues of the covariance of their pixels, divided by the first, both axes logarithmic: layer 0 of the paper, before any network. Natural images fall like a power of the rank; so do the layers behind them.',
    assumption: 'Channels are normalised by the mean and deviation of the training images alone.',
    paper: 'Training recipe: appendix on experimental details.',
  },
  histograms: {
    title: 'Are the numbers in a healthy range?',
    help: 'How often each value occurs among the weights of the chosen layer, or among the activations that enter it, now and before training. Numbers that are not finite are counted in the sentence: one is one too many.',
    assumption: 'Every finite number is in a bar; those that are not finite are counted beside.',
    paper: 'Not in the paper; Gaussian at the start, as it was drawn or trained.',
  },
  classes: {
    title: 'Which classes survive?',
    help: 'Rows are true classes, columns what the network said, counts of test images. Darker: more of the row.',
    assumption: 'Test images only; every class should have many of them.',
    paper: 'Not in the paper, which gives accuracies.',
  },
  images: {
    title: 'What do they say about one image?',
    help: 'Class probabilities of the trained network, of one redrawn from its covariances, and of one redrawn without alignment.',
    assumption: 'One draw stands for its kind: another would answer differently on images like these.',
    paper: 'Not in the paper.',
  },
};
