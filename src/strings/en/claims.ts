/**
 * What the paper states, by claim, with what would count as seeing it; and where it does not show: why, as
 * far as was looked into.
 */
export const claims = {
  'activation-index': {
    claim:
      'Activation spectra of the middle layers fall like rank⁻¹ (exponent within 0.3 of −1; widest networks)',
    note: 'Exponents are fitted over ranks 4 to half of the inputs, and the widest networks reach beyond the directions that the images fill: there the spectrum drops. At ×½ and ×1 they are between −1.1 and −1.3. The paper fits ranks 10 to 1000 of layers of up to 20,000 inputs.',
  },
  'activation-head': {
    claim: 'Activation spectra coincide at ranks 1–10: the two widest differ by at most 25 %',
    note: 'The widest networks still differ in single eigenvalues of the head; over three networks the largest of ten ranks and two layers counts.',
  },
  'activation-cut-off': {
    claim:
      'The rank at which a spectrum leaves the widest one grows with width (at least 1.5 times from the narrowest to the next to widest)',
  },
  'convergence-width': {
    claim:
      'The error of aligned activations falls with width at every layer (largest log–log slope over layers below 0)',
  },
  'convergence-depth': {
    claim: 'The error grows with depth (last over first aligned layer at ×1)',
  },
  'convergence-shuffled': {
    claim: 'It is below that of shuffled images at every layer (largest ratio)',
  },
  'convergence-seed': {
    claim:
      'It comes near that of a second network of the widest width: at most twice it at the next to widest (largest ratio over layers)',
  },
  'convergence-untrained': {
    claim:
      'Untrained networks, which are rainbow networks too, converge at least as well (smallest ratio trained/untrained over layers)',
    note: 'Our expectation, not the paper’s, and wrong here: untrained activations fall off with exponents of 0.7 to 0.9 from the second aligned layer on, too slowly for Theorem 1 to promise any rate, trained ones with 1.0 and more.',
  },
  'resnet-width': {
    claim:
      'Modified ResNet-18: what standardised activations differ by, 2(1 − cos), falls with width at all layers but the last three (share of these layers at which the next to widest is nearer than the narrowest)',
    note: 'At ×½ and ×¼ of a narrow network, 1,500 images and 4 epochs, 72 % of the layers of three networks are nearer (67 % on CIFAR-10), with a wide spread. The paper’s networks are wider and trained on far more images.',
  },
  'resnet-first': {
    claim:
      'Modified ResNet-18: its first aligned layer is nearest (its 2(1 − cos) over the mean of all layers, next to widest)',
  },
  'resnet-shuffled': {
    claim: 'Modified ResNet-18: 2(1 − cos) is below that of shuffled images at every layer (largest ratio)',
  },
  'pooled-head': {
    claim:
      'The first ten eigenvalues are the same for 1, 10 and 25 networks within 20 % (largest difference to all, per layer)',
    note: '10 and 25 networks agree within 10 %; it is the single network of 32 to 128 neurons that says its spikes too large from the fifth rank on. The paper’s own curves differ by a third at rank 10.',
  },
  'pooled-tail': {
    claim:
      'The tail flattens to the level of untrained weights: mean of the last quarter, trained over untrained, within 25 % of 1 (per layer)',
    note: 'The bulk grew in training too: at a learning rate of 0.05 (the paper: 0.01) the mean eigenvalue is three to four times the untrained one. The paper rescales its null to meet the tail.',
  },
  'unaligned-top': {
    claim:
      'Without alignment the first eigenvalue of the pooled covariance collapses: below 0.6 of the aligned one (per layer)',
    note: 'At ×2 on CIFAR-10 the last projector keeps its first eigenvalue unaligned (17 of 18), and only its second collapses (4.7 of 15.6). We think that its first direction is the mean of its inputs, which no order of the neurons hides: moduli are not negative.',
  },
  'rank-third': {
    claim:
      'A third of the neurons’ number of directions is enough: accuracy lost at R ≤ n/3, in points (per layer)',
    note: 'A third of 32 or 64 neurons is only 11 or 21 directions; twice as many are enough. The paper’s layer has 128 neurons.',
  },
  'covariance-distance': {
    claim:
      'Weight covariances approach the widest one’s: log–log slope of the distance over width (middle layers)',
    note: 'On CIFAR-10 with 10,000 images the first eigenvalue grows with width almost in proportion, from 15 to 56 between ×1 and ×4 in units of the input dimension: wider networks amplify their leading directions more at one learning rate, so their covariances are not yet alike.',
  },
  'exponential-scale': {
    claim: 'The exponential scale of the weight spectra grows with depth (rank correlation)',
    note: 'It grows from 2.6 to 24 ranks over the first five layers, which widen from 16 to 128 neurons, and no further where they stay that wide; it is smaller again at the last projector.',
  },
  'deep-index': {
    claim:
      'Activation spectra of a deep network fall like rank⁻¹ (mean exponent over layers within 0.3 of −1)',
  },
  kpca: {
    claim:
      'Unsupervised directions do nearly as well: at R = n/3, kernel PCA loses at most 2 points to the weights’ own (early layers)',
    note: 'At 11 and 21 directions, a third of these narrow layers, the order of the directions still matters; kernel PCA catches up at about twice the rank. The paper compares at 40 and more.',
  },
  'random-basis': {
    claim: 'Random directions do not: at R = n/3 they lose at least 10 points to kernel PCA (early layers)',
  },
  'gaussian-marginals': {
    claim:
      'Neurons are nearly Gaussian along eigenvectors: share of ranks from 10 on with Kolmogorov–Smirnov D < 0.05 (per layer but the first)',
  },
  'first-layer-marginals': {
    claim: 'The first layer, of few inputs, deviates more: its mean D over that of the others',
  },
  whitening: {
    claim:
      'Whitening brings the spectra to the Marchenko–Pastur law: eigenvalues outside, raw minus whitened by the others, in points (middle layers)',
  },
  'whitened-null': {
    claim:
      'What is left is what Gaussian matrices give: outside after leave-one-out whitening minus the same for simulated ones, in points (middle layers)',
    note: 'Slightly more than Gaussian matrices leave outside, most in the last projector, where the paper finds its largest share too (8 %).',
  },
  'rainbow-width': {
    claim: 'Networks drawn again get better with width: widest minus narrowest, in points',
  },
  alignment: {
    claim: 'Without the alignment nothing is left: aligned minus not aligned, in points (widths from 1)',
    note: 'With 4,000 photographs (“Wider than trained”) the redrawn networks themselves are right on 46 to 50 % only. Not aligned they are right on 10 %, by chance: nothing is left there either.',
  },
  retrained: {
    claim:
      'A new classifier on the drawn features does better than the rotated one, in points (widths from 1)',
  },
  'above-random': {
    claim:
      'Drawn networks do better than random features with a classifier of their own, in points (widths from 1)',
  },
  'amplification-order': {
    claim: 'Training amplifies the leading directions most: rank correlation of a_r with r (per layer)',
  },
  'amplification-head': {
    claim: 'Amplification at the head, ranks 1–5 (per layer)',
  },
  'amplification-tail': {
    claim: 'Amplification at the tail, last tenth of the ranks, within 20 % of 1 (per layer)',
  },
  direction: {
    claim:
      'Neurons keep their direction: share of the ranks beyond the first five with c_r > 0.6 (per layer)',
  },
  'alignment-rate': {
    claim:
      'Aligned activations approach the widest at least as fast as Theorem 1 guarantees (largest of slope + η over layers, η from their exponent)',
  },
  'kernel-slope': {
    claim:
      'The kernel of n drawn neurons approaches the exact one as 1/n in mean square: log–log slope (per layer)',
  },
  'width-transfer': {
    claim:
      'Covariances of narrow networks are enough for wide ones: drawn at ×4 from ×1 minus drawn at ×4 from ×4, in points',
  },
  shrinkage: {
    claim: 'Debiased covariances draw better networks: accuracy above that from WᵀW/n, in points',
    note: 'Debiasing lays the bulk flat. The eigenvalues just above and within it, taken for noise, were still of use: a point less for scattering networks at ×1, no difference for a plain CNN.',
  },
  unsupervised: {
    claim:
      'Covariances found without labels go most of the way from white noise to learned ones: share of the difference in accuracy with a new classifier',
    note: 'Second moments of inputs fall like one over the rank, so that weights drawn with them look at few directions, the mean first: white noise is as good and mostly better. The paper names the idea and does not run it.',
  },
  mixtures: {
    claim:
      'A mixture of Gaussians draws better networks than one, learned spatial filters or not: best of 2 to 16 groups minus one, in points',
    note: 'Scattering networks gain less than a plain CNN: on CIFAR-10 1.7 points against 3.5. Their spatial filters are fixed, and neurons in groups by channel are nearer one Gaussian.',
  },
  'warm-start': {
    claim:
      'Training that starts from a draw reaches nine tenths of the final accuracy sooner: epochs from white noise minus epochs from the draw',
  },
  'draw-ensemble': {
    claim: 'Draws averaged do better than one: eight together minus one, in points',
  },
  'universal-seed': {
    claim:
      'Networks of other seeds learn the same covariances: normalised similarity, 1 for samples of one law and 0 for chance (mean over layers)',
    note: 'The first layer has 0.84 to 0.88, the others 0.4 to 0.6, hardly more than with other images: at 64 and 128 neurons and 3,000 images, seeds share little beyond what data sets share, and other directions that stand out are each network’s own. Guth and Ménard train VGG-11 for 90 epochs.',
  },
  'universal-images': {
    claim: 'So do, in part, networks trained on other images (normalised similarity, mean over layers)',
  },
  'universal-depth': {
    claim: 'Less so with depth: similarity of the last layer minus that of the first',
  },
  'universal-labels': {
    claim:
      'Labels drawn at random teach other covariances (normalised similarity with those of true labels, mean over layers)',
  },
  'universal-noise': {
    claim:
      'Networks of two random labellings are more alike than one of them and one of true labels (difference of mean similarities)',
  },
  'universal-filters': {
    claim:
      'From the second layer on, all networks see through the same spatial filters: share of the span of the first three that is common with the second layer of the first (chance: 3 of 9; mean over layers)',
  },
  'exponential-tail': {
    claim:
      'Tails of trained weight spectra are exponential in rank rather than power laws: mean z of the likelihood ratio over layers of at least 50 eigenvalues, power law positive',
    note: 'Clauset’s tail takes in up to half of the eigenvalues, the head and the shoulder of the bulk alike. Over it an exponent near 2.3 fits well (p from 0.6 to 0.99), in the widest layer clearly better than an exponential in rank, which the paper fits to the first 40 ranks only.',
  },
  'whitened-spikes': {
    claim:
      'Whitened, the same spectra are noise: share of the trace above the bulk’s edge (layers of at least 50 eigenvalues)',
    note: 'Whitened by nine other networks. Such an estimate spreads Gaussian spectra beyond the edge too (Fig. 8, leave-one-out), and the trimmed fit then gives the bulk a variance of 0.6 to 0.8. Against that null 3.6 points more of the eigenvalues lie outside.',
  },
  'bulk-spacings': {
    claim:
      'Singular values in the bulk repel as in random matrices: distance from Wigner’s surmise over that from independent levels (largest over layers of at least 50 eigenvalues)',
    note: 'On CIFAR-10 the second layer decides, by 35 spacings: 0.5 to 0.65, untrained 0.3 to 0.5. So few say little: its distances from Wigner’s surmise, 0.12 to 0.17, are within the 0.27 that 99 % of true samples keep. The layers of 84 and more spacings have 0.15 to 0.46.',
  },
  'bulk-vectors': {
    claim:
      'Only leading singular vectors differ from random ones: share beyond the first third within the distance that 99 % of random ones keep',
  },
  'noise-filter': {
    claim:
      'With wrong labels a network tests better without its small singular values: best accuracy by rank minus that of all, in points (best layer)',
  },
  'rotation-error': {
    claim:
      'A rotation takes one network to another better than a permutation of neurons: ratio of test errors (mean over layers but the first)',
  },
  'rotation-path': {
    claim:
      'The path of rotated weights is low in loss all along: its middle minus the mean of its ends, in points of accuracy',
    note: 'Between networks of 16 to 64 neurons the middle loses 12 points, between those of 64 to 256 only 4: alignments fit better the wider the networks, and mixing two halves that agree in part costs what they do not share.',
  },
  'permutation-path': {
    claim: 'It is higher in the middle than the straight line to the permuted network, in points of accuracy',
    note: 'By 2 points at ×2, by 5 at ×1. Rotations fit activations far better, but a rotated ReLU is no ReLU, so the rotated end itself has lost 1 to 6 points; permuted neurons are exactly the second network.',
  },
  'gradient-basis': {
    claim:
      'Directions of the gradients serve a layer better than unsupervised ones: at R = n/3, accuracy above kernel PCA’s, in points (mean over layers but the first)',
    note: 'Half a point behind on shapes, two on CIFAR-10. We think that gradients of ten class scores single out few directions, and the rest of their basis is left to small differences, while activations order all of theirs.',
  },
  'errors-add': {
    claim:
      'Errors add over layers at most: root of the unexplained share with all layers drawn over the sum of the roots with one drawn each (per layer from the third on)',
  },
};
